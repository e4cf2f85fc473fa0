export function CompanySettings() {
  return null;
}
