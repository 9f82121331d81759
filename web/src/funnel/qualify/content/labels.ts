/** The words of the content library. */
import { t } from '@lingui/core/macro';
import type { MaterialKind } from '@/api/types';
import { formatNumber } from '@/kit/format';

export const MATERIAL_KINDS: MaterialKind[] = [
  'case',
  'webinar',
  'brochure',
  'article',
  'video',
  'presentation',
  'document',
];

export function materialKind(kind: MaterialKind): string {
  const labels: Record<MaterialKind, string> = {
    case: t`Кейс`,
    webinar: t`Вебинар`,
    brochure: t`Брошюра`,
    article: t`Статья`,
    video: t`Видео`,
    presentation: t`Презентация`,
    document: t`Документ`,
  };
  return labels[kind];
}

/** How long something was looked at. */
export function lookedFor(seconds: number): string {
  if (seconds < 60) return t`${seconds} с`;
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes < 60) return rest ? t`${minutes} мин ${rest} с` : t`${minutes} мин`;
  const hours = Math.floor(minutes / 60);
  const left = minutes % 60;
  return left ? t`${hours} ч ${left} мин` : t`${hours} ч`;
}

export function fileSize(bytes: number): string {
  const kb = Math.ceil(bytes / 1024);
  if (kb < 1000) return t`${formatNumber(kb)} КБ`;
  return t`${formatNumber(Math.round(kb / 102.4) / 10)} МБ`;
}

/** Where a link leads. */
export function hostOf(link: string): string {
  try {
    return new URL(link).host.replace(/^www\./, '');
  } catch {
    return link;
  }
}
