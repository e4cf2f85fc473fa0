import type { GivenRole, Plan } from '#modules/workspaces/schema.ts';
import type { Member, TestApp } from './app.ts';
import { queuedMails } from './queued-mails.ts';

/** What a workspace's plan is from now on, as the operator's command sets it. */
export async function setPlan(server: TestApp, workspaceId: string, plan: Plan): Promise<void> {
  await server.context.db.inSystem((tx) =>
    tx.updateTable('workspaces').set({ plan }).where('id', '=', workspaceId).execute(),
  );
}

/** Invites an address and returns the token of the mail. */
export async function inviteByMail(
  server: TestApp,
  inviter: Member,
  email: string,
  role: GivenRole,
): Promise<string> {
  const answer = await inviter.request('POST', `${inviter.path}/invitations`, { email, role });
  if (answer.status !== 201) throw new Error(`not invited: ${JSON.stringify(answer.json)}`);
  const token = (await queuedMails(server, email)).at(-1)?.token;
  if (!token) throw new Error('the invitation was not sent');
  return token;
}
