import type { z } from 'zod';
import type { registeredSchema } from '#modules/identity/schema.ts';
import type {
  acceptedInvitationSchema,
  GivenRole,
  Invitation,
  invitationListSchema,
  invitationSignUpSchema,
  Member,
  MemberList,
  NewInvitation,
  OwnershipTransfer,
  ownershipTransferStateSchema,
  ReceivedInvitation,
  RoleList,
  workspaceDeletionSchema,
} from '#modules/workspaces/schema.ts';
import { request } from './http.ts';

/** The calls about people in a workspace and who owns it; a part of `api`. */
export const teamApi = {
  members: (w: string) => request<MemberList>('GET', `workspaces/${w}/members`),
  /** 403 `plan_limit_reached` where the plan has no room for the role. */
  changeMember: (w: string, userId: string, body: { role: GivenRole }) =>
    request<Member>('PATCH', `workspaces/${w}/members/${userId}`, { body }),
  removeMember: (w: string, userId: string) =>
    request<void>('DELETE', `workspaces/${w}/members/${userId}`),
  /** 409 `workspace_needs_owner` for its owner. */
  leaveWorkspace: (w: string) => request<void>('DELETE', `workspaces/${w}/membership`),
  roles: (w: string) => request<RoleList>('GET', `workspaces/${w}/roles`),

  invitations: (w: string) =>
    request<z.infer<typeof invitationListSchema>>('GET', `workspaces/${w}/invitations`),
  /** Takes the place of an open invitation to the same address. 409 `already_member`. */
  invite: (w: string, body: NewInvitation) =>
    request<Invitation>('POST', `workspaces/${w}/invitations`, { body }),
  withdrawInvitation: (w: string, id: string) =>
    request<void>('DELETE', `workspaces/${w}/invitations/${id}`),

  /** 410 `invitation_expired`, also for one that was used, withdrawn or never sent. */
  inspectInvitation: (token: string) =>
    request<ReceivedInvitation>('POST', 'invitations/inspection', {
      body: { token },
      isAnonymous: true,
    }),
  /** 409 `invitation_for_other_address` for the account of another mailbox, `already_member`. */
  acceptInvitation: (token: string) =>
    request<z.infer<typeof acceptedInvitationSchema>>('POST', 'invitations/acceptance', {
      body: { token },
    }),
  /** Accepts with a new account and signs in. 409 `account_exists`. */
  registerInvited: (body: z.input<typeof invitationSignUpSchema>) =>
    request<z.infer<typeof registeredSchema>>('POST', 'invitations/registration', {
      body,
      isAnonymous: true,
    }),

  ownershipTransfer: (w: string) =>
    request<z.infer<typeof ownershipTransferStateSchema>>(
      'GET',
      `workspaces/${w}/ownership-transfer`,
    ),
  offerOwnership: (w: string, userId: string) =>
    request<OwnershipTransfer>('POST', `workspaces/${w}/ownership-transfer`, { body: { userId } }),
  withdrawOwnership: (w: string) => request<void>('DELETE', `workspaces/${w}/ownership-transfer`),
  acceptOwnership: (w: string) =>
    request<void>('POST', `workspaces/${w}/ownership-transfer/acceptance`, { body: {} }),
  refuseOwnership: (w: string) =>
    request<void>('POST', `workspaces/${w}/ownership-transfer/refusal`, { body: {} }),

  deleteWorkspace: (w: string) =>
    request<z.infer<typeof workspaceDeletionSchema>>('POST', `workspaces/${w}/deletion`, {
      body: {},
    }),
  keepWorkspace: (w: string) => request<void>('DELETE', `workspaces/${w}/deletion`),
};
