import type { Role } from '#modules/workspaces/schema.ts';

/** One sentence for each role: what one does with it. */
const roleDetails: Record<Role, string> = {
  owner: 'Does everything, and decides whether this business stays.',
  admin: 'Does everything except handing over or deleting the business.',
  member: 'Writes and issues invoices, keeps clients and payments.',
  accountant: 'Reads everything, comments and exports. Changes nothing.',
};

/** The people of a business and what they may do. */
export const people = {
  title: 'People',
  detail: (business: string) => `Who works in ${business}.`,
  failed: 'The people could not be loaded',
  you: 'You',
  since: (day: string) => `since ${day}`,
  actions: (name: string) => `${name}: actions`,
  roleDetails,

  invite: 'Invite someone',
  inviteDetail:
    'They get a mail with a link. It works once, for seven days, and only for this address.',
  inviteEmail: 'E-mail address',
  inviteRole: 'Role',
  inviteLanguage: 'Language of the mail',
  inviteSend: 'Send the invitation',
  inviteSent: (email: string) => `The invitation to ${email} is on its way.`,
  inviteAlready: 'This person belongs to the business already.',
  roomAccountant:
    'Your plan has room for one accountant. Admins and members come with the team plan.',
  roomNoneTitle: 'Everyone your plan has room for is here',
  roomNone:
    'The free plan is for an owner and an accountant; an open invitation counts as well. The team plan has room for everyone.',

  invitations: 'Invitations',
  invitationsDetail: 'Sent, and not accepted yet.',
  invitationsFailed: 'The invitations could not be loaded',
  invitedBy: (name: string) => `invited by ${name}`,
  expires: (days: number) =>
    days < 1 ? 'expires within a day' : days === 1 ? 'expires in a day' : `expires in ${days} days`,
  expired: 'Expired',
  resend: 'Send again',
  resendNamed: (email: string) => `Send again: ${email}`,
  resent: (email: string) =>
    `A new invitation to ${email} is on its way. The old link no longer works.`,
  withdraw: 'Withdraw',
  withdrawNamed: (email: string) => `Withdraw: ${email}`,
  withdrawn: (email: string) => `The invitation to ${email} no longer works.`,

  roleChange: 'Change role',
  roleChangeTitle: (name: string) => `Role of ${name}`,
  roleChangeDetail: 'It counts from the next click.',
  roleSave: 'Save the role',
  roleSaved: (name: string, role: string) => `${name} has a new role: ${role}.`,

  remove: 'Remove',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeDetail:
    'From this moment on they see nothing here any more. What they wrote, issued and recorded stays, with their name beside it. You can invite them again later.',
  removed: (name: string) => `${name} no longer belongs to this business.`,

  leave: 'Leave this business',
  leaveDetail: 'You no longer see anything here. What you did stays with the business.',
  leaveTitle: (business: string) => `Leave ${business}?`,
  leaveText:
    'From this moment on you see nothing here any more. What you wrote, issued and recorded stays, with your name beside it. To come back, somebody has to invite you.',
  leaveConfirm: 'Leave',
  left: (business: string) => `You left ${business}.`,

  ownership: 'Ownership',
  ownershipDetail: 'Every business has one owner.',
  ownershipYours:
    'You own this business. You can hand it over to an admin or a member; both of you confirm it, and you stay as an admin.',
  ownershipNobody: 'To hand it over, somebody has to be an admin or a member here first.',
  ownershipOffer: 'Hand over…',
  ownershipOfferTitle: 'Hand over the business',
  ownershipOfferDetail:
    'Whoever you choose has seven days to accept. Then they own the business, and you stay as an admin. Until then nothing changes, and you can take it back.',
  ownershipTo: 'New owner',
  ownershipOfferConfirm: 'Offer it',
  ownershipOffered: (name: string) => `${name} has your offer now, and a mail about it.`,
  ownershipWaiting: (name: string) => `You offered this business to ${name}.`,
  ownershipWaitingDetail: (day: string) =>
    `Until ${day} it can be accepted. Nothing has changed yet.`,
  ownershipWithdraw: 'Take it back',
  ownershipWithdrawn: 'The offer is taken back.',
  ownershipReceived: (name: string) => `${name} would like to hand this business over to you.`,
  ownershipReceivedDetail: (name: string, day: string) =>
    `You would own it: you alone could then hand it over or delete it. ${name} stays as an admin. The offer stands until ${day}.`,
  ownershipAccept: 'Accept',
  ownershipAcceptTitle: (business: string) => `Become the owner of ${business}?`,
  ownershipAcceptText: (name: string) =>
    `From this moment on you own this business, and ${name} becomes an admin.`,
  ownershipAcceptConfirm: 'Become the owner',
  ownershipRefuse: 'Refuse',
  ownershipRefused: 'You refused the offer.',
  ownershipOther: (from: string, to: string) => `${from} has offered this business to ${to}.`,

  roles: 'What each role may do',
  rolesFailed: 'The roles could not be loaded',
  rolesWhat: 'What',
  yes: 'yes',
  no: 'no',
  abilities: {
    read: 'See invoices, clients and payments',
    comment: 'Write comments',
    export: 'Export invoices',
    draft: 'Write drafts, keep clients',
    issue: 'Issue invoices, record payments',
    trail: 'See the audit trail',
    trailExport: 'Export the audit trail',
    settings: 'Change the company, look and numbers',
    people: 'Invite people and change roles',
    access: 'See the access log',
    own: 'Hand over or delete the business',
  },

  deletion: 'Delete this business',
  deletionDetail: 'The end of this business at Numirio.',
  deletionText:
    'It closes for everybody in it after fourteen days, in which you can still keep it. Issued invoices are kept for as long as the law asks.',
  deletionAsk: 'Delete…',
  deletionPending: (day: string) => `This business will be deleted on ${day}.`,
  deletionPendingDetail: 'Until then everything works as before. You can keep it with one click.',
  deletionKeep: 'Keep this business',
  deletionKept: 'This business stays.',
  deletionTitle: (business: string) => `Delete ${business}?`,
  deletionPoints: [
    [
      'Take your documents with you first.',
      'Download the PDFs that somebody may need; afterwards nobody can.',
    ],
    [
      'It closes for everybody in it.',
      'Nobody sees it any more, and nothing more is sent or changed there. Your accounts stay.',
    ],
    [
      'Issued invoices are kept.',
      'The law asks a seller to keep them, in Germany for eight years. For that long they stay stored, and for nothing else. What no law asks for is erased.',
    ],
    [
      'You have fourteen days.',
      'Until then everything works as before, and you can keep it with one click.',
    ],
  ] as const,
  deletionType: (business: string) => `To be sure, type the name: ${business}`,
  deletionConfirm: 'Delete in fourteen days',
  deletionSet: 'It closes in fourteen days, unless you keep it.',
};
