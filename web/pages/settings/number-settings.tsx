export function NumberSettings() {
  return null;
}
