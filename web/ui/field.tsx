import type { ReactNode } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Label as AriaLabel } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { classNames } from './class-names.ts';
import { AlertIcon } from './icons.tsx';

export interface FieldProps {
  label: string;
  /** Only where the column's heading or the place says the same; it stays readable by screen reader. */
  hideLabel?: boolean;
  description?: ReactNode;
  /** What is wrong and how to mend it. Errors of the server find their field by `name`. */
  error?: string;
  name?: string;
  className?: string;
}

export function Label({ children, isHidden }: { children: ReactNode; isHidden?: boolean }) {
  return (
    <AriaLabel className={isHidden ? 'sr-only' : 'text-13 font-medium text-ink-2'}>
      {children}
    </AriaLabel>
  );
}

/** The API says "must not be empty"; under its field that reads "Name must not be empty." */
function sentence(label: string, message: string): string {
  const whole = /^\p{Ll}/u.test(message) ? `${label} ${message}` : message;
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** Under a field: the error where there is one, beside the description. */
export function FieldNotes({
  label,
  description,
  error,
}: Pick<FieldProps, 'label' | 'description' | 'error'>) {
  return (
    <>
      {description !== undefined && (
        <Text slot="description" className="text-12 text-ink-3 group-data-[invalid]/field:hidden">
          {description}
        </Text>
      )}
      <FieldError className="flex items-start gap-1.5 text-12 text-danger">
        {({ validationErrors }) => (
          <>
            <AlertIcon width="12" height="12" className="mt-0.5 shrink-0" />
            <span>{sentence(label, error ?? validationErrors.join(' '))}</span>
          </>
        )}
      </FieldError>
    </>
  );
}

/** Label above, notes below, 6 pixels between. */
export function fieldClass(className?: string): string {
  return classNames('group/field flex min-w-0 flex-col gap-1.5', className);
}
