import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Form as AriaForm } from 'react-aria-components/Form';
import { classNames } from './class-names.ts';
import { Note } from './states.tsx';

/** What a server says about a refused form (RFC 9457 with field errors). */
export interface FormProblem {
  title: string;
  detail?: string;
  errors?: readonly { field: string; message: string }[];
}

/** Errors by the path of their field: { 'address.city': 'must not be empty' }. */
export function fieldErrors(problem: FormProblem | null | undefined): Record<string, string> {
  const byField: Record<string, string> = {};
  for (const error of problem?.errors ?? []) byField[error.field] ??= error.message;
  return byField;
}

export interface FormProps {
  /** Lets a button outside of the form send it. */
  id?: string;
  onSubmit: () => void;
  /** Shown at the fields with the same `name`; what has no field here is said above them. */
  problem?: FormProblem | null;
  children: ReactNode;
  className?: string;
}

/** Sends on Enter, shows refused fields where they are, and takes the reader to the first one. */
export function Form({ id, onSubmit, problem, children, className }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  }

  const errors = fieldErrors(problem);
  const hasFieldErrors = Object.keys(errors).length > 0;
  return (
    <AriaForm
      id={id}
      ref={form}
      onSubmit={submit}
      validationErrors={errors}
      validationBehavior="aria"
      className={classNames('flex flex-col gap-4', className)}
    >
      {problem && !hasFieldErrors && <Note tone="danger">{problem.detail ?? problem.title}</Note>}
      {children}
    </AriaForm>
  );
}
