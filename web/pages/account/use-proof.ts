import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ConfirmationProof } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { ApiError, hasStatus } from '../../http.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { formProblem } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import type { FormProblem } from '../../ui/form.tsx';
import { PasskeyPromptError } from './passkey-prompts.ts';

export interface Proving {
  prove: () => void;
  isPending: boolean;
  problem: FormProblem | null;
  /** After too many tries: how long the next one has to wait; 0 where it need not. */
  waitSeconds: number;
}

/** Sends what proves who it is; says what was wrong with it, and after too many tries counts down. */
export function useProof(
  makeProof: () => ConfirmationProof | Promise<ConfirmationProof>,
  onConfirmed: () => void,
): Proving {
  const proving = useMutation({
    mutationFn: async () => {
      const proof = await makeProof();
      try {
        await api.confirmSession(proof);
      } catch (error) {
        throw isWrong(error) ? new WrongProof(wrong(proof)) : error;
      }
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['ways-in'] });
      onConfirmed();
    },
    // A proof is a secret and nothing to keep.
    gcTime: 0,
  });
  const waitSeconds = useCountdown(proving.error);
  return {
    prove: () => {
      if (waitSeconds === 0) proving.mutate();
    },
    isPending: proving.isPending,
    problem: proofProblem(proving.error, waitSeconds),
    waitSeconds,
  };
}

/** A proof that was refused; `field` is where it was typed, if it was. */
class WrongProof extends Error {
  readonly field: string | undefined;
  constructor({ field, text }: { field?: string; text: string }) {
    super(text);
    this.field = field;
  }
}

function isWrong(error: unknown): boolean {
  return error instanceof ApiError && [401, 422].includes(error.problem.status);
}

function wrong(proof: ConfirmationProof): { field?: string; text: string } {
  if ('password' in proof) return { field: 'password', text: words.confirmPasswordWrong };
  if ('totpCode' in proof) return { field: 'totpCode', text: words.confirmCodeWrong };
  return 'recoveryCode' in proof
    ? { field: 'recoveryCode', text: words.confirmRecoveryWrong }
    : { text: words.confirmPasskeyWrong };
}

function proofProblem(error: unknown, waitSeconds: number): FormProblem | null {
  // Without the seconds, which stand on the button: a screen reader would read each of them aloud.
  if (hasStatus(error, 429)) return waitSeconds > 0 ? { title: words.confirmTooMany } : null;
  if (error instanceof WrongProof) {
    const { field, message } = error;
    return { title: message, errors: field === undefined ? [] : [{ field, message }] };
  }
  return error instanceof PasskeyPromptError ? { title: error.message } : formProblem(error);
}

const fallbackSeconds = 30;

/** The seconds that a throttled (429) call asks to wait, counted down to 0. */
function useCountdown(error: unknown): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!(error instanceof ApiError) || error.problem.status !== 429) return;
    const until = Date.now() + (error.retryAfterSeconds ?? fallbackSeconds) * 1000;
    const show = () => setSeconds(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    show();
    const timer = setInterval(show, 1000);
    return () => {
      clearInterval(timer);
      setSeconds(0);
    };
  }, [error]);
  return seconds;
}
