import { useEffect, useState } from 'react';
import { ApiError } from '../../http.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { ClockIcon } from '../../ui/icons.tsx';

/** Seconds until another try makes sense, after a refusal that says so (429); 0 when it does. */
export function useWait(error: unknown): number {
  const [secondsLeft, setSecondsLeft] = useState(0);
  useEffect(() => {
    const isThrottled = error instanceof ApiError && error.problem.status === 429;
    const endsAt = isThrottled ? Date.now() + (error.retryAfterSeconds ?? 60) * 1000 : 0;
    const look = () => setSecondsLeft(Math.max(0, Math.ceil((endsAt - Date.now()) / 1000)));
    look();
    if (endsAt === 0) return;
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [error]);
  return secondsLeft;
}

/** Says how long to wait, calmly: nothing is wrong with what was typed. */
export function WaitNote({ secondsLeft }: { secondsLeft: number }) {
  const time = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}`;
  return (
    <div className="flex items-start gap-2.5 rounded bg-sunken px-3 py-2.5 text-13 text-ink-2">
      <ClockIcon className="mt-0.5 shrink-0" />
      <div>
        {/* Read aloud once; the seconds are for the eye. */}
        <p role="status">{secondsLeft > 0 ? words.wait : words.waitOver}</p>
        {secondsLeft > 0 && (
          <p role="timer" className="tabular mt-0.5 font-medium text-ink">
            {words.waitFor(time)}
          </p>
        )}
      </div>
    </div>
  );
}
