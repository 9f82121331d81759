/** The address of a page with these tags; null while it is no address. Tags that are there already give way. */
export function tagged(page: string, tags: Record<string, string>): string | null {
  let url: URL;
  try {
    url = new URL(page.trim());
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || !url.hostname.includes('.')) return null;
  for (const [name, value] of Object.entries(tags)) {
    const clean = value.trim().toLowerCase().replaceAll(/\s+/g, '_');
    if (clean) url.searchParams.set(name, clean);
  }
  // The platform fills its {placeholders} in only when they stay as they are.
  return url.toString().replaceAll(/%7B([\w.-]+)%7D/gi, '{$1}');
}
