/** A person and a key: what people know a passkey by. */
export function PasskeyIcon() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="shrink-0"
    >
      <path d="M6 7.25a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8M1.5 13.25c.35-2.2 2.1-3.5 4.5-3.5.9 0 1.7.2 2.4.5M12 9.75a2 2 0 1 0 0-4 2 2 0 0 0 0 4M12 9.75v4M12 11.75h1.5" />
    </svg>
  );
}
