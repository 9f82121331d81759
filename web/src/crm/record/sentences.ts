/** What an event of the log says to a person. Pure: names of people and stages are handed in. */
import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import type { Money, TimelineItem } from '@/api/types';
import { purposeLabel } from '@/crm/consents/words';
import { formatDate, formatDateTime, formatMoney, formatNumber, formatTalk } from '@/kit/format';

export type Sign =
  | 'created'
  | 'changed'
  | 'moved'
  | 'won'
  | 'lost'
  | 'reopened'
  | 'deleted'
  | 'checked'
  | 'note'
  | 'task'
  | 'done'
  | 'file'
  | 'call'
  | 'mail'
  | 'meeting'
  | 'inquiry'
  | 'visit';

export interface Change {
  label: string;
  before: string;
  after: string;
}

export interface Sentence {
  sign: Sign;
  text: string;
  /** What was changed, old and new. */
  changes: Change[];
  /** Somebody's own words. */
  quote?: string;
  /** The note that the event is about. */
  noteId?: string;
}

/** The name of a person, stage or other record by its id, when it is known. */
export type NameOf = (id: string) => string | undefined;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Names in quotation marks, one after another. */
function namesOf(value: unknown): string {
  const names = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  return names.map((name) => `«${name}»`).join(', ');
}
const names = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');

export function sentence(item: TimelineItem, nameOf: NameOf): Sentence {
  const { data } = item;
  const say = (sign: Sign, words: string, more: Partial<Sentence> = {}): Sentence => ({
    sign,
    text: words,
    changes: [],
    ...more,
  });
  const title = text(data.title);
  const from = text(data.from_stage) || nameOf(text(data.from_stage_id)) || '';
  const to = text(data.to_stage) || nameOf(text(data.to_stage_id)) || '';
  const stages: Change[] =
    from && to && from !== to ? [{ label: t`Этап`, before: from, after: to }] : [];
  const noteId = text(data.note_id) || undefined;
  const changes = changesOf(data.changes, nameOf);

  switch (item.kind) {
    case 'deal.created':
      return say('created', t`Сделка создана`);
    case 'deal.imported':
      return say('file', t`Сделка загружена из файла`);
    case 'deal.changed':
      return say('changed', changes.length === 0 ? t`Сделка изменена` : '', { changes });
    case 'content.sent':
      return say('mail', t`Отправлены материалы: ${namesOf(data.materials)}`);
    case 'content.opened':
      return say('visit', t`Открыта страница с материалами: ${namesOf(data.materials)}`);
    case 'content.send_changed':
      return say(
        'changed',
        data.closed ? t`Ссылка на материалы выключена` : t`Ссылка на материалы изменена`,
      );
    case 'deal.moved':
      return say('moved', stages.length === 0 ? t`Сделка перемещена` : '', { changes: stages });
    case 'deal.won':
      return say('won', t`Сделка выиграна`, { changes: stages });
    case 'deal.lost': {
      const reason = text(data.reason);
      const stage = text(data.stage) || to;
      const words = reason ? t`Сделка проиграна: ${reason}` : t`Сделка проиграна`;
      return say('lost', stage ? t`${words} (этап «${stage}»)` : words, {
        quote: text(data.note) || undefined,
      });
    }
    case 'deal.reopened':
      return say('reopened', t`Сделка снова в работе`, { changes: stages });
    case 'deal.deleted':
      return say('deleted', t`Сделка удалена`);
    case 'deal.checked': {
      const point = text(data.text) || text(data.item);
      if (!point) return say('checked', t`Чек-лист этапа изменён`);
      return say(
        'checked',
        data.done === false ? t`Отметка снята: ${point}` : t`Отмечено: ${point}`,
      );
    }
    case 'subscription.confirmed':
      return say('mail', t`Подписка на рассылки: ${names(data.topics)}`);
    case 'subscription.left':
      return say('mail', t`Отписка от рассылок: ${names(data.topics)}`);
    case 'privacy.requested':
      return say(
        'file',
        data.kind === 'erasure' ? t`Запрошено удаление данных` : t`Запрошена выгрузка данных`,
      );
    case 'privacy.erased':
      return say('deleted', t`Персональные данные удалены`);
    case 'consent.given': {
      const purpose = purposeLabel(
        data.purpose === 'advertising' ? 'advertising' : 'personal_data',
      );
      return say('checked', t`Согласие: ${purpose}`);
    }
    case 'consent.withdrawn': {
      const purpose = purposeLabel(
        data.purpose === 'advertising' ? 'advertising' : 'personal_data',
      );
      return say('deleted', t`Согласие отозвано: ${purpose}`);
    }
    case 'deal.answered': {
      const question = text(data.question);
      const value = text(data.value);
      if (!value) return say('checked', t`Ответ снят: ${question}`);
      const said = value === 'yes' ? t`да` : value === 'no' ? t`нет` : value;
      return say('checked', `${question} — ${said}`);
    }
    case 'deal.qualified': {
      const score = String(data.score ?? 0);
      return say('done', t`Сделка квалифицирована, оценка ${score} %`);
    }
    case 'deal.disqualified':
      return say('lost', t`Клиент не подходит`, { quote: text(data.note) || undefined });
    case 'deal.recycled': {
      const day = formatDate(text(data.back_on));
      return say('task', t`Отложена до ${day}`, { quote: text(data.note) || undefined });
    }
    case 'deal.script_followed': {
      const script = text(data.script);
      const number = String(data.number ?? '');
      const step = text(data.step);
      const ends: Record<string, string> = {
        agreed: t`договорились`,
        later: t`вернуться позже`,
        refused: t`отказ`,
      };
      const end = ends[text(data.outcome)];
      const words = end
        ? t`Скрипт «${script}», версия ${number}: ${end}`
        : t`Скрипт «${script}», версия ${number}: прерван на шаге «${step}»`;
      return say('checked', words, { quote: text(data.note) || undefined });
    }
    case 'call.reviewed':
      return say('done', t`Звонок оценён`);
    case 'company.created':
      return say('created', t`Компания создана`);
    case 'company.imported':
      return say('file', t`Компания загружена из файла`);
    case 'company.changed':
      return say('changed', changes.length === 0 ? t`Компания изменена` : '', { changes });
    case 'company.deleted':
      return say('deleted', t`Компания удалена`);
    case 'contact.created':
      return say('created', t`Контакт создан`);
    case 'contact.imported':
      return say('file', t`Контакт загружен из файла`);
    case 'contact.changed':
      return say('changed', changes.length === 0 ? t`Контакт изменён` : '', { changes });
    case 'contact.deleted':
      return say('deleted', t`Контакт удалён`);
    case 'note.added':
      return say('note', t`Заметка`, { quote: text(data.text) || undefined, noteId });
    case 'note.changed':
      return say('changed', t`Заметка изменена`);
    case 'note.deleted':
      return say('deleted', t`Заметка удалена`);
    case 'task.added': {
      const due = text(data.due_at) && formatDateTime(text(data.due_at));
      return say('task', due ? t`Задача: ${title}, срок ${due}` : t`Задача: ${title}`);
    }
    case 'task.changed':
      return say('task', t`Задача изменена: ${title}`, { changes });
    case 'task.done':
      return say('done', t`Задача выполнена: ${title}`);
    case 'task.reopened':
      return say('task', t`Задача снова в работе: ${title}`);
    case 'task.deleted':
      return say('deleted', t`Задача удалена: ${title}`);
    case 'activity.logged':
    case 'activity.changed':
      return activity(data, say);
    case 'activity.deleted':
      return say('deleted', t`Запись о действии удалена`);
    case 'inquiry.received': {
      const answers = Object.entries((data.answers as Record<string, string>) ?? {}).map(
        ([question, answer]) => `${question}: ${answer}`,
      );
      const who = text(data.name);
      return say('inquiry', who ? t`Обращение: ${who}` : t`Обращение`, {
        quote: [text(data.text), ...answers].filter(Boolean).join('\n') || undefined,
      });
    }
    case 'inquiry.taken':
      return say('inquiry', t`Обращение взято в работу`);
    case 'inquiry.assigned':
      return say('inquiry', t`Обращение передано`);
    case 'inquiry.settled':
      return say('done', t`Обращение разобрано`);
    case 'inquiry.spam':
      return say('deleted', t`Обращение признано спамом`);
    case 'inquiry.decided':
      return say('inquiry', t`Решено, от кого обращение`);
    case 'inquiry.untaken':
      return say('lost', t`Обращение никто не взял в срок`);
    case 'mail.opened':
      return say('mail', t`Письмо открыто: ${text(data.subject)}`);
    case 'mail.clicked':
      return say('mail', t`Переход по ссылке из письма: ${text(data.url)}`);
    case 'mail.failed':
    case 'mail.bounced': {
      const reason = (data.reason ?? {}) as Record<string, string>;
      const subject = text(data.subject);
      const words =
        item.kind === 'mail.failed'
          ? t`Письмо не ушло: ${subject}`
          : t`Письмо не доставлено: ${subject}`;
      return say('lost', words, {
        quote: text(reason[i18n.locale]) || text(reason.ru) || undefined,
      });
    }
    case 'visit.made': {
      const page = text(data.landing);
      const seconds = Number(data.seconds) || 0;
      const minutes = Math.max(1, Math.round(seconds / 60));
      const words = page ? t`Посещение сайта: ${page}` : t`Посещение сайта`;
      return say('visit', seconds > 0 ? t`${words}, ${minutes} мин` : words);
    }
    case 'import.finished':
      return say('file', t`Данные загружены из файла`);
    case 'import.undone':
      return say('file', t`Загрузка из файла отменена`);
    default:
      return say('changed', item.kind);
  }
}

/** What was done with the client, or is planned. */
function activity(
  data: TimelineItem['data'],
  say: (sign: Sign, words: string, more?: Partial<Sentence>) => Sentence,
): Sentence {
  const incoming = data.direction === 'in';
  const outcome = text(data.outcome);
  const title = text(data.subject);
  const quote = text(data.text) || undefined;
  const ends: Record<string, string> = {
    answered: t`состоялся разговор`,
    missed: t`без ответа`,
    busy: t`занято`,
    rejected: t`сброшен`,
    failed: t`не удалось`,
    bounced: t`не доставлено`,
    held: t`состоялась`,
    no_show: t`клиент не пришёл`,
    cancelled: t`отменена`,
  };
  const names: Record<string, [Sign, string]> = {
    call: ['call', incoming ? t`Входящий звонок` : t`Звонок клиенту`],
    mail: ['mail', incoming ? t`Письмо от клиента` : t`Письмо клиенту`],
    message: ['mail', incoming ? t`Сообщение от клиента` : t`Сообщение клиенту`],
    meeting: ['meeting', t`Встреча`],
    presentation: ['meeting', t`Презентация`],
  };
  const [sign, name] = names[text(data.kind)] ?? (['changed', t`Действие`] as [Sign, string]);
  const named = title ? `${name}: ${title}` : name;
  const at = text(data.at) && formatDateTime(text(data.at));
  if (!outcome) return say(sign, t`${named}, запланировано на ${at}`, { quote });
  const talk = data.kind === 'call' && outcome === 'answered' ? Number(data.seconds) || 0 : 0;
  const end = [ends[outcome], talk > 0 && formatTalk(talk)].filter(Boolean).join(', ');
  return say(sign, end ? `${named} (${end})` : named, { quote });
}

/** The name of a field on the screen; `owner_id` and `owner` are the same to a person. */
export function fieldLabel(field: string): string {
  switch (field.replace(/_ids?$/, '')) {
    case 'title':
    case 'name':
      return t`Название`;
    case 'value':
    case 'amount':
      return t`Сумма`;
    case 'currency':
      return t`Валюта`;
    case 'company':
      return t`Компания`;
    case 'contact':
    case 'contacts':
      return t`Контакты`;
    case 'owner':
      return t`Ответственный`;
    case 'source':
      return t`Источник`;
    case 'pipeline':
      return t`Воронка`;
    case 'stage':
      return t`Этап`;
    case 'expected_close':
      return t`Ожидаемое закрытие`;
    case 'next_step':
      return t`Следующий шаг`;
    case 'next_step_at':
      return t`Время следующего шага`;
    case 'tag':
    case 'tags':
      return t`Теги`;
    case 'external':
      return t`Внешний код`;
    case 'inn':
      return t`ИНН`;
    case 'kpp':
      return t`КПП`;
    case 'ogrn':
      return t`ОГРН`;
    case 'phone':
      return t`Телефон`;
    case 'email':
      return t`Почта`;
    case 'points':
      return t`Телефоны и почта`;
    case 'website':
      return t`Сайт`;
    case 'address':
      return t`Адрес`;
    case 'industry':
      return t`Отрасль`;
    case 'employees':
      return t`Сотрудники`;
    case 'last_name':
      return t`Фамилия`;
    case 'first_name':
      return t`Имя`;
    case 'middle_name':
      return t`Отчество`;
    case 'job_title':
      return t`Должность`;
    case 'due_at':
      return t`Срок`;
    case 'assignee':
      return t`Исполнитель`;
    case 'details':
      return t`Подробности`;
    case 'text':
      return t`Текст`;
    default:
      return field;
  }
}

function changesOf(changes: unknown, nameOf: NameOf): Change[] {
  if (!changes || typeof changes !== 'object') return [];
  return Object.entries(changes as Record<string, unknown>).flatMap(([field, pair]) => {
    const [before, after] = Array.isArray(pair) ? pair : [undefined, pair];
    const change = {
      label: fieldLabel(field),
      before: valueText(before, nameOf),
      after: valueText(after, nameOf),
    };
    return change.before === change.after ? [] : [change];
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONGEST = 160;

/** A value of any field in words: the log keeps ids, moments and money as the API has them. */
export function valueText(value: unknown, nameOf: NameOf): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? t`да` : t`нет`;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') {
    if (UUID.test(value)) return nameOf(value) ?? t`(запись)`;
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDate(value);
    if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return formatDateTime(value);
    return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? '—' : value.map((one) => valueText(one, nameOf)).join(', ');
  }
  const record = value as Record<string, unknown>;
  if (typeof record.amount === 'number' && typeof record.currency === 'string') {
    return formatMoney(record as unknown as Money);
  }
  const named = record.name ?? record.title ?? record.value ?? record.contact ?? record.contact_id;
  return named === undefined ? '…' : valueText(named, nameOf);
}

export interface Day {
  day: string;
  items: TimelineItem[];
}

/** The local calendar day of a moment. */
function dayOf(at: string): string {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).toISOString();
}

/** Events under the day on which they happened, newest first. */
export function byDay(items: TimelineItem[]): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const day = dayOf(item.at);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}

export function dayLabel(day: string, now = new Date()): string {
  const today = dayOf(now.toISOString());
  if (day === today) return t`Сегодня`;
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12);
  return day === before.toISOString() ? t`Вчера` : formatDate(day, now);
}
