export function BankSettings() {
  return null;
}
