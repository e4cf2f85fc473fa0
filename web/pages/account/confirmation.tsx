import { useMutation } from '@tanstack/react-query';
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { WaysIn } from '#modules/identity/schema.ts';
import { ApiError, isProblem } from '../../http.ts';
import { formProblem, problemText } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import type { FormProblem } from '../../ui/form.tsx';
import { showToast } from '../../ui/toast.tsx';
import { accountQueries } from './account-queries.ts';

const ConfirmationDialog = lazy(() =>
  import('./confirmation-dialog.tsx').then((module) => ({ default: module.ConfirmationDialog })),
);

export type ConfirmationWay = WaysIn['confirmWith'][number];

/** The person closed the question: nothing happened, and nothing needs to be said. */
class ConfirmationDeclined extends Error {
  override readonly name = 'ConfirmationDeclined';
}

interface Confirmation {
  /** Makes a call; where the API wants to know anew who it is, asks and makes it once more. */
  confirmed: <Answer>(call: () => Promise<Answer>) => Promise<Answer>;
  /** Asks before a form is filled in, where its call would ask anyway. False where it was declined. */
  confirmAhead: () => Promise<boolean>;
}

const ConfirmationContext = createContext<Confirmation | null>(null);

export function useConfirmation(): Confirmation {
  const confirmation = useContext(ConfirmationContext);
  if (!confirmation) throw new Error('useConfirmation is used outside a ConfirmationProvider');
  return confirmation;
}

/** Asks who it is wherever a call inside needs to know, one question at a time. */
export function ConfirmationProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<{
    ways: readonly ConfirmationWay[];
    answer: (isConfirmed: boolean) => void;
  }>();
  const asked = useRef<Promise<void>>(undefined);

  const confirmation = useMemo(() => {
    function ask(ways: readonly ConfirmationWay[]): Promise<void> {
      asked.current ??= new Promise<void>((resolve, reject) => {
        const answer = (isConfirmed: boolean) => {
          asked.current = undefined;
          setQuestion(undefined);
          if (isConfirmed) resolve();
          else reject(new ConfirmationDeclined());
        };
        setQuestion({ ways, answer });
      });
      return asked.current;
    }
    return createConfirmation(ask);
  }, []);

  return (
    <ConfirmationContext value={confirmation}>
      {children}
      <Suspense>
        {question && (
          <ConfirmationDialog
            ways={question.ways}
            onConfirmed={() => question.answer(true)}
            onClose={() => question.answer(false)}
          />
        )}
      </Suspense>
    </ConfirmationContext>
  );
}

function createConfirmation(
  ask: (ways: readonly ConfirmationWay[]) => Promise<void>,
): Confirmation {
  return {
    async confirmed(call) {
      try {
        return await call();
      } catch (error) {
        const ways = confirmWith(error);
        if (!ways) throw error;
        await ask(ways);
        return await call();
      }
    },
    async confirmAhead() {
      try {
        const ways = await queryClient.fetchQuery({ ...accountQueries.waysIn(), staleTime: 0 });
        const isConfirmed =
          ways.confirmedUntil !== null && new Date(ways.confirmedUntil) > new Date();
        if (!isConfirmed) await ask(ways.confirmWith);
        return true;
      } catch (error) {
        if (!(error instanceof ConfirmationDeclined)) {
          showToast({ tone: 'danger', text: problemText(error) });
        }
        return false;
      }
    },
  };
}

/** The ways that a refused call offers, or undefined where it was refused for another reason. */
function confirmWith(error: unknown): readonly ConfirmationWay[] | undefined {
  if (!(error instanceof ApiError) || !isProblem(error, 'confirmation_required')) return undefined;
  const { confirmWith = [] } = error.problem as { confirmWith?: ConfirmationWay[] };
  return confirmWith;
}

/**
 * A call about ways of signing in, which may ask for a confirmation first. What it was given and what it
 * answered may be a secret: it is forgotten once it worked, and otherwise with its screen.
 */
export function useSensitiveCall<Given, Answer>(
  call: (given: Given) => Promise<Answer>,
  onSuccess: (answer: Answer) => unknown,
): {
  run: (given: Given) => void;
  isPending: boolean;
  problem: FormProblem | null;
  error: unknown;
} {
  const { confirmed } = useConfirmation();
  const mutation = useMutation({
    mutationFn: (given: Given) => confirmed(() => call(given)),
    onSuccess,
    gcTime: 0,
  });
  const error = mutation.error instanceof ConfirmationDeclined ? null : mutation.error;
  // The same object for the same refusal: the form takes the reader to the field at each new one.
  const problem = useMemo(() => formProblem(error), [error]);
  return {
    run: (given) => mutation.mutate(given, { onSuccess: mutation.reset }),
    isPending: mutation.isPending,
    problem,
    error,
  };
}
