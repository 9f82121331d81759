import { t } from '@lingui/core/macro';
import type { FieldProblem, Problem } from './types';

/** A refusal of the server, with its text in the language of the user. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  get fields(): FieldProblem[] {
    return this.problem.errors ?? [];
  }
}

/** Reads a problem from a body of any shape: a proxy in between may answer with HTML or nothing. */
export function problemFrom(body: unknown, status: number): Problem {
  if (body && typeof body === 'object' && 'code' in body && 'title' in body) {
    const problem = body as Problem;
    return { ...problem, errors: problem.errors ?? [] };
  }
  if (status === 0) {
    return {
      type: 'about:blank',
      title: t`Нет связи с сервером. Проверьте сеть и повторите.`,
      status,
      code: 'offline',
      detail: null,
      errors: [],
    };
  }
  return {
    type: 'about:blank',
    title: t`Сервер ответил ошибкой ${status}.`,
    status,
    code: 'internal',
    detail: null,
    errors: [],
  };
}

/** The text to show for any error. */
export function errorText(error: unknown): string {
  if (error instanceof ProblemError) {
    const fields = error.fields.map((field) => field.message).join(' ');
    return [error.message, fields].filter(Boolean).join(' ');
  }
  return error instanceof Error ? error.message : String(error);
}

export function isProblem(error: unknown, code?: string): error is ProblemError {
  return error instanceof ProblemError && (code === undefined || error.code === code);
}

interface FormLike {
  setErrors: (errors: Record<string, string>) => void;
}

/**
 * Puts the messages of a refusal beside the fields they are about. Gives what is left for the
 * form's own error line: the general text, or nothing when every message found its field.
 */
export function applyProblem(form: FormLike, error: unknown, fields: string[]): string | null {
  if (!isProblem(error)) return errorText(error);
  const known = error.fields.filter((field) => fields.includes(field.field));
  const rest = error.fields.filter((field) => !fields.includes(field.field));
  form.setErrors(Object.fromEntries(known.map((field) => [field.field, field.message])));
  if (rest.length > 0) return rest.map((field) => field.message).join(' ');
  return known.length > 0 ? null : error.message;
}

/** What the server said of each field, by its name. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {};
  return Object.fromEntries(error.fields.map(({ field, message }) => [field, message]));
}
