/** A form as it is drawn on the screen while it is made. */
import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import type { FormDesign, FormField } from '@/api/types';

export const KINDS: FormField['kind'][] = [
  'text',
  'textarea',
  'phone',
  'email',
  'number',
  'date',
  'choice',
  'file',
  'hidden',
  'consent',
  'subscribe',
];

export function kindLabel(kind: FormField['kind']): string {
  const labels: Record<FormField['kind'], string> = {
    text: t({ message: 'Строка', context: 'of a text that is typed' }),
    textarea: t`Текст`,
    phone: t`Телефон`,
    email: t`Почта`,
    number: t`Число`,
    date: t`Дата`,
    choice: t`Выбор`,
    file: t`Файл`,
    hidden: t`Скрытое`,
    consent: t`Согласие`,
    subscribe: t`Подписка`,
  };
  return labels[kind];
}

type Target = NonNullable<FormField['to']>;

export const TARGETS: Target[] = [
  'answer',
  'name',
  'company',
  'inn',
  'phone',
  'email',
  'message',
  'product',
  'territory',
  'amount',
];

export function targetLabel(to: Target): string {
  const labels: Record<Target, string> = {
    answer: t`ответ в обращении`,
    name: t`имя`,
    company: t`компания`,
    inn: t`ИНН`,
    phone: t`телефон`,
    email: t`почта`,
    message: t`текст обращения`,
    product: t`продукт`,
    territory: t`территория`,
    amount: t`сумма сделки`,
  };
  return labels[to];
}

/** A form that works as it is: a name, a phone, what it is about, one consent. */
export function freshDesign(): FormDesign {
  const field = (
    key: string,
    label: string,
    kind: FormField['kind'],
    to: Target,
    required: boolean,
  ): FormField => ({ key, label, kind, to, required, options: [], version: 0 });
  return {
    // Its words are written in the language of the screen, so the rest of the page has to speak it too.
    lang: i18n.locale === 'en' ? 'en' : 'ru',
    title: t`Оставить заявку`,
    intro: '',
    button: '',
    thanks: '',
    redirect: null,
    accent: '#2563eb',
    source_id: null,
    campaign_id: null,
    pipeline_id: null,
    product: null,
    fields: [
      field('name', t`Имя`, 'text', 'name', true),
      field('phone', t`Телефон`, 'phone', 'phone', true),
      field('message', t`Чем помочь?`, 'textarea', 'message', false),
      {
        ...field(
          'personal_data',
          t`Даю согласие на обработку персональных данных`,
          'consent',
          'answer',
          true,
        ),
        purpose: 'personal_data',
      },
    ],
  };
}

/** What the hosted page says where nobody wrote other words: in its own language, not in the screen's. */
export function usualWords(lang: FormDesign['lang']): { send: string; thanks: string } {
  return lang === 'en'
    ? {
        send: 'Send',
        thanks: 'Thank you! We have received your request and will get back to you soon.',
      }
    : { send: 'Отправить', thanks: 'Спасибо! Мы получили вашу заявку и скоро ответим.' };
}

/** A name for a new field that no other has. */
export function freeKey(fields: FormField[]): string {
  const taken = new Set(fields.map((field) => field.key));
  let number = fields.length + 1;
  while (taken.has(`field_${number}`)) number += 1;
  return `field_${number}`;
}

/** What stands in the address, from a name in any alphabet. */
export function slugOf(name: string): string {
  const latin: Record<string, string> = {
    а: 'a',
    б: 'b',
    в: 'v',
    г: 'g',
    д: 'd',
    е: 'e',
    ё: 'e',
    ж: 'zh',
    з: 'z',
    и: 'i',
    й: 'y',
    к: 'k',
    л: 'l',
    м: 'm',
    н: 'n',
    о: 'o',
    п: 'p',
    р: 'r',
    с: 's',
    т: 't',
    у: 'u',
    ф: 'f',
    х: 'h',
    ц: 'ts',
    ч: 'ch',
    ш: 'sh',
    щ: 'sch',
    ъ: '',
    ы: 'y',
    ь: '',
    э: 'e',
    ю: 'yu',
    я: 'ya',
  };
  return [...name.toLowerCase()]
    .map((letter) => latin[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}
