import { i18n } from '@lingui/core';
import type { Lang } from '@/api/types';

const STORE = 'voronka-lang';

/** Loads the texts of a language and draws the interface with them. */
export async function activate(lang: Lang): Promise<void> {
  const { messages } =
    lang === 'ru'
      ? await import('../locales/ru/messages.po')
      : await import('../locales/en/messages.po');
  i18n.loadAndActivate({ locale: lang, messages });
  document.documentElement.lang = lang;
  localStorage.setItem(STORE, lang);
}

export { i18n };

/** The language of the screen. */
export function currentLang(): Lang {
  return i18n.locale === 'en' ? 'en' : 'ru';
}

/** The language before anyone has logged in: the last one used here, else the browser's. */
export function initialLang(): Lang {
  const stored = localStorage.getItem(STORE);
  if (stored === 'ru' || stored === 'en') return stored;
  return navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}
