export function ContinuityPage() {
  return null;
}
