export function DocumentSettings() {
  return null;
}
