import { t } from '@lingui/core/macro';
import type { AdPlatform } from '@/api/types';

export const AD_PLATFORMS: AdPlatform[] = ['yandex_direct', 'vk_ads', 'google_ads', 'other'];

/** Where advertising is bought, as campaigns and reports of it name the place. */
export function adPlatform(platform: AdPlatform): string {
  const labels: Record<AdPlatform, string> = {
    yandex_direct: t`Яндекс Директ`,
    vk_ads: t`VK Реклама`,
    google_ads: 'Google Ads',
    other: t`другая площадка`,
  };
  return labels[platform];
}
