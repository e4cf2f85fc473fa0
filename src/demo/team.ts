import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { insertUser } from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import { type Actor, addMember, setPlan } from '#modules/workspaces/index.ts';
import type { SystemTx, WorkspaceTx } from '#platform/db.ts';

/** Who works with Marlene: accounts without a password, so that nobody signs in as them. */
const colleagues = [
  { name: 'Jonathan Reimers', email: 'jonathan.reimers@numirio.test', role: 'member' },
  { name: 'Sabine Aksoy', email: 'sabine.aksoy@numirio.test', role: 'accountant' },
] as const;

type Colleague = { user: User; role: (typeof colleagues)[number]['role'] };

/** Creates the accounts of Marlene's colleagues, before the transaction enters her workspace. */
export async function createColleagues(tx: SystemTx, context: Context): Promise<Colleague[]> {
  const created: Colleague[] = [];
  for (const { name, email, role } of colleagues) {
    const user: User = { id: newId(), name, email, language: 'de' };
    await insertUser(tx, context, user, undefined);
    created.push({ user, role });
  }
  return created;
}

/** Makes a team of a workspace, and returns its members as those who do things in it. */
export async function seedTeam(
  tx: WorkspaceTx,
  context: Context,
  workspaceId: string,
  people: Colleague[],
): Promise<Actor[]> {
  await setPlan(tx, context, workspaceId, 'team');
  const actors = people.map(({ user, role }) => ({
    userId: user.id,
    name: user.name,
    ip: '',
    at: context.now(),
    workspaceId,
    role,
  }));
  for (const actor of actors) await addMember(tx, actor, { workspaceId, role: actor.role });
  return actors;
}
