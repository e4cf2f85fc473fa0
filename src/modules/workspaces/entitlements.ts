import { AppError } from '#platform/errors.ts';
import { type GivenRole, givenRoleSchema, type Plan } from './schema.ts';

/** How many people of a role are in a workspace, or are to be. */
export type Seats = Record<GivenRole, number>;

const most = 100;

/**
 * What each plan has room for besides its owner; the one place where plans say what they hold. A team is
 * bounded only so that every list of people stays one page.
 */
const seatsOf: Record<Plan, Seats> = {
  free: { admin: 0, member: 0, accountant: 1 },
  team: { admin: most, member: most, accountant: most },
};

const sentences: Record<Plan, string> = {
  free: 'The free plan has one owner and one accountant; with the team plan others can join too.',
  team: `The team plan has room for ${most} people of each role.`,
};

/** Throws 403 `plan_limit_reached` where a plan has no room for one more of a role. */
export function assertSeat(plan: Plan, role: GivenRole, taken: Seats): void {
  if (taken[role] < seatsOf[plan][role]) return;
  throw new AppError('plan_limit_reached', 403, sentences[plan], { plan });
}

/** The roles in which one more person finds room. */
export function rolesWithRoom(plan: Plan, taken: Seats): GivenRole[] {
  return givenRoleSchema.options.filter((role) => taken[role] < seatsOf[plan][role]);
}
