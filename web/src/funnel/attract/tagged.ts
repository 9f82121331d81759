import type { CampaignRule } from '@/api/types';

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
    const clean = name.startsWith('utm_')
      ? value.trim().toLowerCase().replaceAll(/\s+/g, '_')
      : value.trim();
    if (clean) url.searchParams.set(name, clean);
  }
  // The platform fills its {placeholders} in only when they stay as they are.
  return url.toString().replaceAll(/%7B([\w.-]+)%7D/gi, '{$1}');
}

/** The tags that a rule asks for, its stars left out. */
export function tagsOf(rule: CampaignRule | undefined, name: string): Record<string, string> {
  const plain = (pattern: string | undefined) => (pattern ?? '').replaceAll('*', '');
  return {
    utm_source: plain(rule?.source),
    utm_medium: plain(rule?.medium),
    utm_campaign: plain(rule?.campaign) || name,
  };
}

/** A rule in a line. */
export function ruleName(rule: CampaignRule): string {
  const parts = [rule.source, rule.medium, rule.campaign, rule.content, rule.term];
  return parts.filter(Boolean).join(' / ');
}

/** Places that the advertising system fills in, such as `{keyword}`: in any other link they stay as they are. */
export function placeholders(link: string): string[] {
  return [...new Set(link.match(/\{[\w.-]+\}/g) ?? [])];
}
