import type { z } from 'zod';
import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { guarded } from '#platform/http/deadline.ts';
import type { Input, Reply, RequestInfo, Route, RouteContract } from '#platform/http/route.ts';
import {
  inTurnOfKey,
  type KeyedRequest,
  onceAround,
  onceWithin,
  readKeyed,
} from '#platform/idempotency.ts';
import { readAccess } from './sessions/access-tokens.ts';
import { getSignedIn, type SignedIn } from './sessions/sessions.ts';

type ZodObject = z.ZodObject<z.ZodRawShape>;

/** Opens one transaction for the live session of the request; throws 401 `not_signed_in`. */
export type EnterSignedIn = <Result>(
  work: (tx: SystemTx, signedIn: SignedIn) => Promise<Result>,
) => Promise<Result>;

/** A route for anyone who is signed in, in whatever workspace; it runs in one system transaction. */
export function signedInRoute<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  route: RouteContract<Params, Query, Body, Response> & {
    handle(
      tx: SystemTx,
      signedIn: SignedIn,
      input: Input<z.output<Params>, z.output<Query>, z.output<Body>>,
      request: RequestInfo,
      context: Context,
    ): Promise<Reply<z.output<Response>>>;
  },
): Route {
  const mounted = mount(
    route,
    (enter, keyed, input: Inputs<Params, Query, Body>, request, context) =>
      enter((tx, signedIn) =>
        onceWithin(tx, keyed, () => route.handle(tx, signedIn, input, request, context)),
      ),
  );
  return { ...mounted, isAtomic: true };
}

/** The same for a handler that hashes a password or asks another server between its transactions. */
export function signedInWorkRoute<
  Params extends ZodObject,
  Query extends ZodObject,
  Body extends z.ZodType,
  Response extends z.ZodType,
>(
  route: RouteContract<Params, Query, Body, Response> & {
    handle(
      enter: EnterSignedIn,
      input: Input<z.output<Params>, z.output<Query>, z.output<Body>>,
      request: RequestInfo,
      context: Context,
    ): Promise<Reply<z.output<Response>>>;
  },
): Route {
  return mount(route, (enter, keyed, input: Inputs<Params, Query, Body>, request, context) =>
    onceAround(enter, keyed, () => route.handle(enter, input, request, context)),
  );
}

type Inputs<Params, Query, Body> = Input<z.output<Params>, z.output<Query>, z.output<Body>>;

function mount<Params extends ZodObject, Query extends ZodObject, Body extends z.ZodType>(
  route: RouteContract<Params, Query, Body> & { handle: unknown },
  handle: (
    enter: EnterSignedIn,
    keyed: KeyedRequest | undefined,
    input: Inputs<Params, Query, Body>,
    request: RequestInfo,
    context: Context,
  ) => Promise<Reply<unknown>>,
): Route {
  const { handle: _, ...contract } = route;
  const mounted = {
    ...contract,
    access: 'signed-in',
    admit: readAccess,
    handle: async (input: Inputs<Params, Query, Body>, request: RequestInfo, context: Context) => {
      const access = await readAccess(request, context);
      const keyed = readKeyed(contract, { userId: access.userId }, input, request, context);
      const enter: EnterSignedIn = (work) =>
        guarded(request.deadline, (beforeCommit) =>
          context.db.inSystem(async (tx) => {
            const result = await work(tx, await getSignedIn(tx, context, access));
            beforeCommit();
            return result;
          }),
        );
      return inTurnOfKey(keyed, () => handle(enter, keyed, input, request, context));
    },
  };
  return mounted as unknown as Route;
}
