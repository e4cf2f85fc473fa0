import { isProblem, NetworkError, readRefusal } from '../api-errors.ts';

/** What the tabs of a browser know about their access; never a token, which no script can read. */
export interface AccessNote {
  /** Both by this device's clock, in milliseconds since 1970. */
  renewedAt: number;
  endsAt: number;
}

export interface RenewalOptions {
  /** Sends one refresh; rejects where no answer came. */
  post: () => Promise<Response>;
  /** Runs `work` while no other tab runs its own. */
  exclusively: (work: () => Promise<void>) => Promise<void>;
  /** Shared by the tabs. */
  note: { read: () => AccessNote | null; write: (note: AccessNote | null) => void };
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

export interface Renewal {
  /**
   * Renews the access unless a tab has done so since `sentAt`, when the request that was refused went
   * out. Throws ApiError, with code `session_ended` where the session is over, or NetworkError.
   */
  renew: (sentAt: number) => Promise<void>;
  /** Renews where the access ends soon; does nothing where none is known. */
  renewAhead: () => Promise<void>;
  /** Takes note of an access that ends at this instant of the server, whose clock shows `date`. */
  noteAccess: (accessExpiresAt: string, date: string | null) => void;
}

/** Before the end of the access, so that plain links and images work, which cannot be repeated. */
const aheadMs = 2 * 60_000;
/**
 * The server gives the token before last its successor again for ten seconds (a lost answer). All tries
 * begin within these: 3 × 2.5 s of waiting for an answer and the pauses between.
 */
const pausesBeforeTryMs = [0, 100, 400, 1_500];
export const answerTimeoutMs = 2_500;

/** Renewals of the access: one at a time in this tab and among all tabs. */
export function createRenewal(options: RenewalOptions): Renewal {
  const { note, now } = options;
  let running: Promise<void> | undefined;

  function hasRenewedSince(sentAt: number): boolean {
    const renewedAt = note.read()?.renewedAt ?? 0;
    // A clock that was set back leaves notes from the future behind.
    return renewedAt > sentAt && renewedAt <= now();
  }

  function noteAccess(accessExpiresAt: string, date: string | null) {
    // The server's two instants give the length; this device's clock may be hours off.
    const livesMs = Date.parse(accessExpiresAt) - (date === null ? now() : Date.parse(date));
    note.write({ renewedAt: now(), endsAt: now() + livesMs });
  }

  async function postUntilAnswered(): Promise<Response> {
    let cause: unknown;
    for (const pauseMs of pausesBeforeTryMs) {
      if (pauseMs > 0) await options.wait(pauseMs);
      try {
        const response = await options.post();
        if (response.status !== 503) return response;
        cause = await readRefusal(response);
      } catch (error) {
        cause = error;
      }
    }
    throw new NetworkError('The server did not answer.', { cause });
  }

  async function post(): Promise<void> {
    const response = await postUntilAnswered();
    if (!response.ok) {
      const refusal = await readRefusal(response);
      if (isProblem(refusal, 'session_ended')) note.write(null);
      throw refusal;
    }
    const { accessExpiresAt } = (await response.json()) as { accessExpiresAt: string };
    noteAccess(accessExpiresAt, response.headers.get('date'));
  }

  function renew(sentAt: number): Promise<void> {
    if (hasRenewedSince(sentAt)) return Promise.resolve();
    running ??= options
      // A tab that waited for another one uses what that one got.
      .exclusively(async () => {
        if (!hasRenewedSince(sentAt)) await post();
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  async function renewAhead(): Promise<void> {
    const known = note.read();
    if (known && known.endsAt - now() <= aheadMs) await renew(known.renewedAt);
  }

  return { renew, renewAhead, noteAccess };
}
