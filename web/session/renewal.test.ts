import { describe, expect, it } from 'vitest';
import { ApiError, isProblem, NetworkError } from '../api-errors.ts';
import { type AccessNote, answerTimeoutMs, createRenewal, type Renewal } from './renewal.ts';

const minuteMs = 60_000;

describe('a renewal of the access', () => {
  it('is one for all requests of a tab that were refused together', async () => {
    const browser = startBrowser();
    const tab = browser.openTab();
    await Promise.all([tab.renew(browser.clock.now), tab.renew(browser.clock.now)]);
    expect(browser.posts).toBe(1);
  });

  it('is one for all tabs: who waited uses what another tab got', async () => {
    const browser = startBrowser();
    const sentAt = browser.clock.now;
    await Promise.all(Array.from({ length: 5 }, () => browser.openTab().renew(sentAt)));
    expect(browser.posts).toBe(1);
  });

  it('is another one for a request that went out after the last', async () => {
    const browser = startBrowser();
    const tab = browser.openTab();
    await tab.renew(browser.clock.now);
    browser.clock.now += 1;
    await tab.renew(browser.clock.now);
    expect(browser.posts).toBe(2);
  });

  it('is tried again at once, and within ten seconds, where the answer was lost', async () => {
    const browser = startBrowser(['busy', 'lost', 'lost', 'renewed']);
    const startedAt = browser.clock.now;
    await browser.openTab().renew(startedAt);
    expect(browser.posts).toBe(4);
    expect(browser.clock.now - startedAt).toBeLessThan(10_000);
  });

  it('that gets no answer is no end of the session', async () => {
    const browser = startBrowser(['lost', 'lost', 'lost', 'lost']);
    const tab = browser.openTab();
    await expect(tab.renew(browser.clock.now)).rejects.toBeInstanceOf(NetworkError);
    // The next request tries anew.
    await tab.renew(browser.clock.now);
    expect(browser.posts).toBe(5);
  });

  it('says that the session has ended, and forgets when it would', async () => {
    const browser = startBrowser(['renewed', 'ended']);
    const tab = browser.openTab();
    await tab.renew(browser.clock.now);
    browser.clock.now += minuteMs;
    const refusal = await tab.renew(browser.clock.now).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(isProblem(refusal, 'session_ended')).toBe(true);
    expect(browser.note).toBeNull();
  });

  it('comes ahead of time once two minutes are left, by this device’s own clock', async () => {
    const browser = startBrowser();
    const tab = browser.openTab();
    // The server's clock is years behind; the access lives for ten minutes all the same.
    tab.noteAccess('2020-01-01T00:10:00Z', 'Wed, 01 Jan 2020 00:00:00 GMT');
    browser.clock.now += 8 * minuteMs - 1;
    await tab.renewAhead();
    expect(browser.posts).toBe(0);
    browser.clock.now += 1;
    await Promise.all([tab.renewAhead(), browser.openTab().renewAhead()]);
    expect(browser.posts).toBe(1);
  });

  it('never comes ahead of time where nobody signed in', async () => {
    const browser = startBrowser();
    await browser.openTab().renewAhead();
    expect(browser.posts).toBe(0);
  });

  it('does not trust a note from the future, which a clock that was set back leaves behind', async () => {
    const browser = startBrowser();
    browser.note = { renewedAt: browser.clock.now + minuteMs, endsAt: browser.clock.now };
    await browser.openTab().renew(browser.clock.now);
    expect(browser.posts).toBe(1);
  });
});

type Outcome = 'renewed' | 'lost' | 'busy' | 'ended';

/** A browser whose tabs share a note and a lock; the server's answers come in the given order. */
function startBrowser(outcomes: Outcome[] = []) {
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const browser = { clock, posts: 0, note: null as AccessNote | null, openTab };
  let last: Promise<unknown> = Promise.resolve();

  function openTab(): Renewal {
    return createRenewal({
      post: async () => {
        const outcome = outcomes[browser.posts] ?? 'renewed';
        browser.posts += 1;
        clock.now += 1;
        if (outcome === 'lost') {
          clock.now += answerTimeoutMs;
          throw new DOMException('The operation timed out.', 'TimeoutError');
        }
        return answers[outcome](clock.now);
      },
      exclusively: (work) => {
        const mine = last.then(work);
        last = mine.catch(() => {});
        return mine;
      },
      note: {
        read: () => browser.note,
        write: (note) => {
          browser.note = note;
        },
      },
      now: () => clock.now,
      wait: async (ms) => {
        clock.now += ms;
      },
    });
  }
  return browser;
}

const refusal = (status: number, code: string) =>
  new Response(JSON.stringify({ title: 'no', status, code }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

const answers: Record<Exclude<Outcome, 'lost'>, (now: number) => Response> = {
  renewed: (now) =>
    Response.json(
      { accessExpiresAt: new Date(now + 10 * minuteMs).toISOString() },
      { headers: { date: new Date(now).toUTCString() } },
    ),
  busy: () => refusal(503, 'try_again'),
  ended: () => refusal(401, 'session_ended'),
};
