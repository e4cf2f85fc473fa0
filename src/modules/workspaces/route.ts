import { z } from 'zod';
import type { Context } from '#context.ts';
import { id } from '#lib/fields.ts';
import type { Actor as AuditActor } from '#modules/audit/index.ts';
import { readAccess } from '#modules/identity/index.ts';
import { notSignedIn, type WorkspaceTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import { guarded } from '#platform/http/deadline.ts';
import type { Input, Reply, RequestInfo, Route, RouteContract } from '#platform/http/route.ts';
import {
  inTurnOfKey,
  type KeyedRequest,
  onceAround,
  onceWithin,
  readKeyed,
} from '#platform/idempotency.ts';
import { isAllowed } from './permissions.ts';
import type { Permission, Role } from './schema.ts';

type ZodObject = z.ZodObject<z.ZodRawShape>;

/** A member at work in a workspace. */
export type Actor = AuditActor & { userId: string; workspaceId: string; role: Role };

/** Opens one transaction in the workspace of the request, after checking the route's permission. */
export type Enter = <Result>(
  work: (tx: WorkspaceTx, actor: Actor) => Promise<Result>,
) => Promise<Result>;

type Contract<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
> = RouteContract<Params, Query, Body, Response> & { permission: Permission };

type Inputs<Params, Query, Body> = Input<
  z.output<Params> & { workspaceId: string },
  z.output<Query>,
  z.output<Body>
>;

/** The path below `/v1/workspaces/:workspaceId` of a route whose handler runs in one transaction. */
export function workspaceRoute<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  route: Contract<Params, Query, Body, Response> & {
    handle(
      tx: WorkspaceTx,
      actor: Actor,
      input: Inputs<Params, Query, Body>,
      context: Context,
    ): Promise<Reply<z.output<Response>>>;
  },
): Route {
  const mounted = mount(route, (enter, keyed, input: Inputs<Params, Query, Body>, context) =>
    enter((tx, actor) => onceWithin(tx, keyed, () => route.handle(tx, actor, input, context))),
  );
  return { ...mounted, isAtomic: true };
}

/** The same for a handler that talks to the object store or a renderer between its transactions. */
export function workspaceWorkRoute<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  route: Contract<Params, Query, Body, Response> & {
    handle(
      enter: Enter,
      input: Inputs<Params, Query, Body>,
      context: Context,
      request: RequestInfo,
    ): Promise<Reply<z.output<Response>>>;
  },
): Route {
  return mount(route, (enter, keyed, input: Inputs<Params, Query, Body>, context, request) =>
    onceAround(enter, keyed, () => route.handle(enter, input, context, request)),
  );
}

function mount<Params extends ZodObject, Query extends ZodObject, Body extends z.ZodType>(
  route: Contract<Params, Query, Body, z.ZodType> & { handle: unknown },
  handle: (
    enter: Enter,
    keyed: KeyedRequest | undefined,
    input: Inputs<Params, Query, Body>,
    context: Context,
    request: RequestInfo,
  ) => Promise<Reply<unknown>>,
): Route {
  const { permission, handle: _, ...rest } = route;
  const contract = {
    ...rest,
    path: `/v1/workspaces/:workspaceId${route.path}`,
    params: z.strictObject({ workspaceId: id, ...route.params?.shape }),
  };
  const access = { permission };
  const mounted = {
    ...contract,
    access,
    admit: readAccess,
    handle: async (input: Inputs<Params, Query, Body>, request: RequestInfo, context: Context) => {
      const { workspaceId } = input.params;
      const { userId } = await readAccess(request, context);
      const keyed = readKeyed(contract, { workspaceId, userId }, input, request, context);
      const enter = enterAs(access.permission, workspaceId, request, context);
      return inTurnOfKey(keyed, () => handle(enter, keyed, input, context, request));
    },
  };
  return mounted as unknown as Route;
}

/** Stands for a request that has to be counted before it is worked on. */
const uncounted = Symbol('uncounted');

function enterAs(
  permission: Permission,
  workspaceId: string,
  request: RequestInfo,
  context: Context,
): Enter {
  const { db, rateLimits } = context;
  // A request counts once for its workspace, however many transactions it has.
  let isCounted = false;
  return async (work) => {
    const access = await readAccess(request, context);
    const session = { id: access.sessionId, at: context.now() };
    const enter = () =>
      guarded(request.deadline, (beforeCommit) =>
        db.inWorkspaceAs(session, workspaceId, async (tx, membership) => {
          if (membership.userId !== access.userId) throw notSignedIn();
          // Members only: nobody else can use up a workspace's requests, or learn that it has run out of them.
          isCounted ||= rateLimits.takeHeld('workspace', workspaceId);
          if (!isCounted) return uncounted;
          if (!isAllowed(membership.role, permission)) {
            throw new AppError(
              'not_allowed',
              403,
              'Your role in this workspace does not allow this.',
            );
          }
          const { userId, userName, role } = membership;
          const actor = { userId, name: userName, ip: request.ip, at: session.at };
          const result = await work(tx, { ...actor, workspaceId, role: role as Role });
          beforeCommit();
          return result;
        }),
      );
    const first = await enter();
    if (first !== uncounted) return first;
    // Counting needs a transaction of its own, which waits in vain for a connection while all are held.
    await rateLimits.take('workspace', workspaceId);
    isCounted = true;
    return (await enter()) as Exclude<typeof first, typeof uncounted>;
  };
}
