import { formatCount } from '../../ui/format.ts';
import { recorded } from './audit-fields.ts';
import { sentences } from './audit-sentences.ts';

const events = (count: number) => (count === 1 ? '1 event' : `${formatCount(count)} events`);

/** The words of the audit trail. */
export const audit = {
  title: 'Audit trail',
  detail:
    'Who did what, when and from where. It only ever grows, and shows it if anybody tampers with it.',
  failed: 'The audit trail could not be loaded',
  loadingMore: 'Loading older events…',
  moreFailed: 'The older events could not be loaded.',
  beginning: 'This is where the trail begins.',
  noMatchTitle: 'Nothing was recorded that matches',
  noMatchDetail: 'Take a filter away or choose a longer period.',
  showAll: 'Show everything',
  today: (day: string) => `Today, ${day}`,
  yesterday: (day: string) => `Yesterday, ${day}`,

  sentences,
  recorded,
  /** Where this version of the page has no words for it yet. */
  unknown: (type: string) => `did something this page has no words for (${type})`,

  details: {
    show: (sentence: string) => `Details: ${sentence}`,
    changedTo: 'became',
    nothing: 'Nothing more was recorded than what stands above.',
    at: 'When',
    from: 'From where',
    fromNowhere: 'From within Numirio',
    sequence: 'Place in the chain',
    type: 'Kind of event',
    hash: 'Hash (SHA-256)',
    copyHash: 'Copy the hash',
  },

  filters: {
    label: 'Filters',
    kind: 'Kind of thing',
    anyKind: 'Everything',
    kinds: {
      invoice: 'Invoices',
      payment: 'Payments',
      document: 'Stored PDFs',
      comment: 'Comments',
      client: 'Clients',
      workspace: 'Settings',
      number_series: 'Number series',
      member: 'Members',
      invitation: 'Invitations',
      ownership: 'Ownership',
      access: 'Access by Numirio',
      audit: 'The trail itself',
      export: 'Exports',
    },
    person: 'Person',
    anyPerson: 'Everybody',
    formerPerson: 'Somebody who left',
    from: 'From day',
    to: 'Until day',
    oneThing: 'Only one thing',
    clear: 'Clear',
  },

  chain: {
    label: 'Is the trail complete and unchanged?',
    checking: 'Checking the chain…',
    intact: 'Chain intact',
    events,
    anchored: (ago: string) => `anchored ${ago}`,
    justNow: 'just now',
    notAnchored: 'not anchored yet',
    checkedAt: (at: string) => `checked at ${at}`,
    broken: (count: number) =>
      count === 1
        ? 'The chain is broken in one place'
        : `The chain is broken in ${formatCount(count)} places`,
    brokenDetail:
      'Somebody or something changed the record itself. Please keep an export of it and tell us.',
    restored: (day: string, sequence: number, reason: string) =>
      `The database was put back to event ${formatCount(sequence)} on ${day}: ${reason}`,
    failed: 'The chain could not be checked',
    verify: 'Verify now',
    explain: 'What this proves',
    findings: {
      edited: (place: string) => `${place} is not what was recorded then`,
      missing: (place: string) => `${place} is missing`,
      reordered: (place: string) => `${place} stands where it was not written`,
      truncated: (place: string) => `The trail ends too early, at ${place.toLowerCase()}`,
      rewritten: (place: string) =>
        `From ${place.toLowerCase()} on, the trail is not the one that was anchored`,
      anchor_invalid: (place: string) => `The anchor of ${place.toLowerCase()} is not signed by us`,
    },
    place: (sequence: number | null) =>
      sequence === null ? 'An event' : `Event ${formatCount(sequence)}`,
  },

  proof: {
    title: 'What an intact chain proves',
    how: [
      'Each event carries a hash of what it says and of the hash before it. Whoever changes, removes, adds or moves one would have to change every event after it.',
      'Once an hour we sign the newest hash and keep it outside of the database. From then on not even somebody who rules the database can rewrite what came before without it showing here.',
    ],
    yes: 'It proves that',
    proves: [
      'no event was changed, removed, added or moved since it was anchored,',
      'the events stand in the order in which they happened.',
    ],
    no: 'It does not prove',
    provesNot: [
      'what happened since the last anchor, an hour at most: until then somebody who rules the database could still rewrite it,',
      'that what was recorded is true, only that it is what was recorded,',
      'that nobody forged it who held the database, the store of the anchors and our secret at once: an export in your hands shows even that,',
      'that nobody read anything: reading leaves no event, except by an engineer of ours.',
    ],
    yourself: 'You need not take our word for it: export the trail and check the file yourself.',
  },

  export: {
    button: 'Export',
    title: 'Export the audit trail',
    detail:
      'One file with every event, one per line in JSON, with all hashes and the signed anchors. It needs no account to be read or checked.',
    download: 'Download',
    checkTitle: 'Checking the file',
    check:
      'On any machine with Numirio, without a connection to us. The public keys show whose signatures the anchors carry; keep them apart from the file.',
    keys: 'Download the public keys',
    command: (file: string, keys: string) => `numirio audit verify ${file} --keys ${keys}`,
    copy: 'Copy the command',
    fileName: (day: string) => `audit-trail-${day}.ndjson`,
    keysFileName: 'audit-keys.json',
  },
};
