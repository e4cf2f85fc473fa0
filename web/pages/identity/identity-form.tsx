import type { ReactNode } from 'react';
import { hasStatus } from '../../http.ts';
import { formProblem } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { Form, type FormProblem } from '../../ui/form.tsx';
import { useWait, WaitNote } from './wait-note.tsx';

interface IdentityFormProps {
  onSubmit: () => void;
  /** What was refused last. */
  error: unknown;
  /** Said instead of the API's words. */
  problem?: FormProblem | undefined;
  submit: string;
  isPending: boolean;
  children: ReactNode;
}

/** A form with one button, which waits where the API asks for patience. */
export function IdentityForm(props: IdentityFormProps) {
  const { onSubmit, error, submit, isPending, children } = props;
  const secondsLeft = useWait(error);
  const isThrottled = hasStatus(error, 429);
  return (
    <Form
      onSubmit={() => {
        if (!isPending && secondsLeft === 0) onSubmit();
      }}
      problem={isThrottled ? null : (props.problem ?? formProblem(error))}
    >
      {isThrottled && <WaitNote secondsLeft={secondsLeft} />}
      {children}
      <Button
        type="submit"
        variant="primary"
        isPending={isPending}
        isDisabled={secondsLeft > 0}
        className="mt-2"
      >
        {submit}
      </Button>
    </Form>
  );
}

/** The name that belongs to a password or code, for password managers; never shown. */
export function HiddenUsername({ email }: { email: string | undefined }) {
  if (!email) return null;
  return (
    <input hidden readOnly type="text" name="username" autoComplete="username" value={email} />
  );
}
