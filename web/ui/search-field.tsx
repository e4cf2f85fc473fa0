import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField';
import { classNames } from './class-names.ts';
import { CloseIcon, SearchIcon } from './icons.tsx';

export interface SearchFieldProps {
  label: string;
  placeholder?: string;
  value: string;
  /** Called when the typing pauses, and at once when it is cleared. */
  onChange: (value: string) => void;
  className?: string;
}

const pauseMs = 200;

/** The page's own search: `/` goes there, Escape clears it. */
export function SearchField({ label, placeholder, value, onChange, className }: SearchFieldProps) {
  const [typed, setTyped] = useState<string>();
  const send = useRef(onChange);
  send.current = onChange;
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(() => send.current(typed), typed === '' ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  // Once the address says what was typed, it is the address that counts again.
  useEffect(() => setTyped((last) => (last === value ? undefined : last)), [value]);
  return (
    <AriaSearchField
      data-page-search=""
      value={typed ?? value}
      onChange={setTyped}
      className={classNames('group relative flex', className)}
    >
      <Label className="sr-only">{label}</Label>
      <SearchIcon className="pointer-events-none absolute top-2.5 left-3 text-ink-3" />
      <Input
        placeholder={placeholder}
        className="control pr-9 pl-9 [&::-webkit-search-cancel-button]:hidden"
      />
      <Button className="absolute inset-y-0 right-0 flex w-9 items-center justify-center text-ink-3 group-data-[empty]:hidden">
        <CloseIcon />
      </Button>
    </AriaSearchField>
  );
}
