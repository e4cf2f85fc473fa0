import type { SystemTx } from '#platform/db.ts';
import type { User, UserChange } from '../schema.ts';
import { presentUser } from '../users.ts';

/** Changes what a person is called and in which language we write to them. */
export async function changeProfile(tx: SystemTx, user: User, change: UserChange): Promise<User> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return user;
  const row = await tx
    .updateTable('users')
    .set(Object.fromEntries(given))
    .where('id', '=', user.id)
    .returning(['id', 'email', 'name', 'language'])
    .executeTakeFirstOrThrow();
  return presentUser(row);
}
