import { z } from 'zod';
import type { Context } from '#context.ts';
import { id } from '#lib/fields.ts';
import type { Actor as AuditActor } from '#modules/audit/index.ts';
import { readAccess } from '#modules/identity/index.ts';
import { notSignedIn, type WorkspaceTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { Input, Reply, RequestInfo, Route, RouteContract } from '#platform/http/route.ts';
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
  return workspaceWorkRoute({
    ...route,
    handle: (enter, input, context) =>
      enter((tx, actor) => route.handle(tx, actor, input, context)),
  });
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
  const { permission, handle, ...contract } = route;
  const access = { permission };
  const mounted = {
    ...contract,
    path: `/v1/workspaces/:workspaceId${route.path}`,
    params: z.strictObject({ workspaceId: id, ...route.params?.shape }),
    access,
    admit: readAccess,
    handle: (input: Inputs<Params, Query, Body>, request: RequestInfo, context: Context) =>
      handle(
        enterAs(access.permission, input.params.workspaceId, request, context),
        input,
        context,
        request,
      ),
  };
  return mounted as unknown as Route;
}

function enterAs(
  permission: Permission,
  workspaceId: string,
  request: RequestInfo,
  context: Context,
): Enter {
  return async (work) => {
    const access = await readAccess(request, context);
    const session = { id: access.sessionId, at: context.now() };
    return context.db.inWorkspaceAs(session, workspaceId, (tx, membership) => {
      if (membership.userId !== access.userId) throw notSignedIn();
      if (!isAllowed(membership.role, permission)) {
        throw new AppError('not_allowed', 403, 'Your role in this workspace does not allow this.');
      }
      const { userId, userName, role } = membership;
      const actor = { userId, name: userName, ip: request.ip, at: session.at };
      return work(tx, { ...actor, workspaceId, role: role as Role });
    });
  };
}
