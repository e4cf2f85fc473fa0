import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ConfirmationProof } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { ApiError, hasStatus } from '../../http.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { formProblem } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import type { FormProblem } from '../../ui/form.tsx';
import { useWait } from '../identity/wait-note.tsx';
import { PasskeyPromptError } from './passkey-prompts.ts';

export interface Proving {
  /** With what was typed; nothing for a passkey. */
  prove: (typed?: string) => void;
  isPending: boolean;
  problem: FormProblem | null;
  isThrottled: boolean;
  /** Where it is throttled: how long the next try has to wait. */
  waitSeconds: number;
}

/** Sends what proves who it is; says what was wrong with it, and after too many tries when the next makes sense. */
export function useProof(
  makeProof: (typed: string) => ConfirmationProof | Promise<ConfirmationProof>,
  onConfirmed: () => void,
): Proving {
  const proving = useMutation({
    mutationFn: async (typed: string) => {
      const proof = await makeProof(typed);
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
  const waitSeconds = useWait(proving.error);
  // The same object for the same refusal: the form takes the reader to the field at each new one.
  const problem = useMemo(() => proofProblem(proving.error), [proving.error]);
  return {
    prove: (typed = '') => {
      if (waitSeconds === 0 && !proving.isPending) proving.mutate(typed);
    },
    isPending: proving.isPending,
    problem,
    isThrottled: hasStatus(proving.error, 429),
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

function proofProblem(error: unknown): FormProblem | null {
  // The countdown says that.
  if (hasStatus(error, 429)) return null;
  if (error instanceof WrongProof) {
    const { field, message } = error;
    return { title: message, errors: field === undefined ? [] : [{ field, message }] };
  }
  return error instanceof PasskeyPromptError ? { title: error.message } : formProblem(error);
}
