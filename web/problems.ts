import { ApiError, NetworkError } from './http.ts';
import { messages } from './messages/index.ts';
import type { FormProblem } from './ui/form.tsx';

/** Any error as the words of a form: what happened, what was kept, what to do. */
export function formProblem(error: unknown): FormProblem | null {
  if (error === null || error === undefined) return null;
  if (error instanceof ApiError) {
    // 503 says when to try again; any other server error has nothing to tell a person.
    if (error.problem.status >= 500 && error.problem.status !== 503)
      return { title: messages.frame.serverFailed };
    if (error.problem.status === 429) return { title: messages.frame.tooManyTries };
    return error.problem;
  }
  if (error instanceof NetworkError) return { title: messages.frame.offline };
  return { title: messages.frame.unexpected };
}

/** The same in one sentence, for a toast or an error state. */
export function problemText(error: unknown): string {
  const problem = formProblem(error);
  return problem?.detail ?? problem?.title ?? messages.frame.unexpected;
}
