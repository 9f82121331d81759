/**
 * The names under which answers are kept. Live updates and changes forget answers by these
 * prefixes, so a new query must start with one of them.
 */
export const keys = {
  session: ['session'] as const,
  setup: ['setup'] as const,
  users: ['users'] as const,
  teams: ['teams'] as const,
  roles: ['roles'] as const,
  tokens: ['tokens'] as const,
  pipelines: ['pipelines'] as const,
  sources: ['sources'] as const,
  lostReasons: ['lost-reasons'] as const,
  tags: ['tags'] as const,
  board: ['board'] as const,
  deals: ['deals'] as const,
  deal: (id: string) => ['deal', id] as const,
  companies: ['companies'] as const,
  company: (id: string) => ['company', id] as const,
  contacts: ['contacts'] as const,
  contact: (id: string) => ['contact', id] as const,
  timeline: (of: 'deal' | 'company' | 'contact', id: string) => ['timeline', of, id] as const,
  notes: ['notes'] as const,
  tasks: ['tasks'] as const,
  search: ['search'] as const,
  imports: ['imports'] as const,
  import: (id: string) => ['import', id] as const,
  jobs: ['jobs'] as const,
  job: (id: string) => ['job', id] as const,
  /** Every number is counted anew when a deal changes, so all of them stand under one name. */
  numbers: ['numbers'] as const,
  plans: ['plans'] as const,
  dashboards: ['dashboards'] as const,
  rates: ['rates'] as const,
};
