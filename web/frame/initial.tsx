/** A square with the first letter, so that two businesses are told apart at a glance. */
export function Initial({ name }: { name: string }) {
  return (
    <span
      aria-hidden="true"
      className="flex size-7 shrink-0 items-center justify-center rounded-[6px] bg-accent-soft text-13 font-semibold text-accent"
    >
      {[...name.trim()][0]?.toUpperCase() ?? '·'}
    </span>
  );
}
