/** Google's sign in its four prescribed colours, on the white or dark ground that its rules ask for. */
export function GoogleMark() {
  return (
    <svg viewBox="0 0 18 18" width="16" height="16" aria-hidden="true" className="shrink-0">
      <path
        fill="#ea4335"
        d="M.84 5.2a9 9 0 0 1 14.18-2.89l-2.37 2.64a5.45 5.45 0 0 0-8.59 1.75Z"
      />
      <path fill="#fbbc05" d="M.84 12.8a9 9 0 0 1 0-7.6l3.22 1.5a5.45 5.45 0 0 0 0 4.6Z" />
      <path
        fill="#34a853"
        d="M15.02 15.69A9 9 0 0 1 .84 12.8l3.22-1.5a5.45 5.45 0 0 0 8.59 1.75Z"
      />
      <path
        fill="#4285f4"
        d="M9 7.35h8.85a9 9 0 0 1-2.83 8.34l-2.37-2.64a5.45 5.45 0 0 0 1.48-2.2H9Z"
      />
    </svg>
  );
}
