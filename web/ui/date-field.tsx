import { type CalendarDate, parseDate } from '@internationalized/date';
import { Button } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar';
import { DateInput, DateSegment } from 'react-aria-components/DateField';
import { DatePicker } from 'react-aria-components/DatePicker';
import { Dialog } from 'react-aria-components/Dialog';
import { Group } from 'react-aria-components/Group';
import { Heading } from 'react-aria-components/Heading';
import { Popover } from 'react-aria-components/Popover';
import { FieldNotes, type FieldProps, fieldClass, Label } from './field.tsx';
import { CalendarIcon, ChevronLeftIcon, ChevronRightIcon } from './icons.tsx';

export interface DateFieldProps extends FieldProps {
  /** YYYY-MM-DD, or null for none. */
  value: string | null;
  onChange: (value: string | null) => void;
  minimum?: string;
  maximum?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  autoFocus?: boolean;
}

function dateOf(value: string | null | undefined): CalendarDate | null {
  return value && /^\d{4}-\d{2}-\d{2}$/.test(value) ? parseDate(value) : null;
}

/** A calendar date, typed or picked; it knows no time zone. */
export function DateField(props: DateFieldProps) {
  const {
    label,
    hideLabel,
    description,
    error,
    className,
    value,
    onChange,
    minimum,
    maximum,
    ...field
  } = props;
  return (
    <DatePicker
      {...field}
      value={dateOf(value)}
      onChange={(date) => onChange(date?.toString() ?? null)}
      minValue={dateOf(minimum)}
      maxValue={dateOf(maximum)}
      isInvalid={error !== undefined || undefined}
      shouldForceLeadingZeros
      className={fieldClass(className)}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      <Group className="control flex items-center !py-0 !pr-1">
        <DateInput className="tabular flex min-h-[34px] flex-1 items-center">
          {(segment) => (
            <DateSegment
              segment={segment}
              className="rounded-sm px-0.5 outline-none data-[placeholder]:text-ink-3 data-[focused]:bg-accent data-[focused]:text-on-accent"
            />
          )}
        </DateInput>
        <Button className="flex size-7 items-center justify-center rounded-sm text-ink-3 data-[hovered]:bg-hover data-[hovered]:text-ink">
          <CalendarIcon />
        </Button>
      </Group>
      <FieldNotes label={label} description={description} error={error} />
      <Popover offset={4} className="floating animate-rise">
        <Dialog className="p-3 outline-none">
          <DateCalendar />
        </Dialog>
      </Popover>
    </DatePicker>
  );
}

const stepClass =
  'flex size-8 items-center justify-center rounded text-ink-2 data-[hovered]:bg-hover data-[disabled]:opacity-30';

function DateCalendar() {
  return (
    <Calendar>
      <header className="mb-2 flex items-center justify-between">
        <Button slot="previous" className={stepClass}>
          <ChevronLeftIcon />
        </Button>
        <Heading className="text-14 font-medium" />
        <Button slot="next" className={stepClass}>
          <ChevronRightIcon />
        </Button>
      </header>
      <CalendarGrid className="tabular">
        <CalendarGridHeader>
          {(day) => (
            <CalendarHeaderCell className="size-8 text-12 font-normal text-ink-3">
              {day}
            </CalendarHeaderCell>
          )}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell
              date={date}
              className="flex size-8 items-center justify-center rounded text-13 data-[outside-month]:hidden data-[hovered]:bg-hover data-[selected]:bg-accent data-[selected]:text-on-accent data-[unavailable]:text-ink-3 data-[disabled]:text-ink-3"
            />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}
