/** The shapes of the server's answers under the names the screens use. */

export interface Money {
  amount: number;
  currency: string;
}

export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string | null;
  errors: FieldProblem[];
  current_version?: number;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
  total?: number | null;
}

export interface NamedRef {
  id: string;
  name: string;
}
export type UserRef = NamedRef;
export type CompanyRef = NamedRef;
export type ContactRef = NamedRef;
export interface DealRef {
  id: string;
  title: string;
}

export type Role =
  | 'owner'
  | 'head_of_sales'
  | 'salesperson'
  | 'marketer'
  | 'accountant'
  | 'support'
  | 'viewer';
export type Visibility = 'own' | 'team' | 'all';
export type Lang = 'ru' | 'en';

export type Permission =
  | 'deals.read'
  | 'deals.write'
  | 'deals.delete'
  | 'deals.bulk'
  | 'companies.read'
  | 'companies.write'
  | 'companies.delete'
  | 'contacts.read'
  | 'contacts.write'
  | 'contacts.delete'
  | 'tasks.read'
  | 'tasks.write'
  | 'notes.write'
  | 'pipelines.write'
  | 'dictionaries.write'
  | 'reports.read'
  | 'import.run'
  | 'export.run'
  | 'users.read'
  | 'users.write'
  | 'workspace.write'
  | 'jobs.read';

export interface User {
  id: string;
  name: string;
  email: string;
  role: Role;
  visibility: Visibility;
  team_id: string | null;
  lang: Lang;
  active: boolean;
  created_at: string;
  version: number;
}

export interface Workspace {
  name: string;
  time_zone: string;
  currency: string;
  lang: Lang;
}

export interface Me {
  user: User;
  permissions: string[];
  workspace: Workspace;
}

export interface Team {
  id: string;
  name: string;
  members: number;
  created_at: string;
  version: number;
}

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}
export interface NewToken extends Token {
  token: string;
}

export interface RoleInfo {
  role: Role;
  visibility: Visibility;
  permissions: string[];
}

export interface Company {
  id: string;
  name: string;
  inn: string | null;
  kpp: string | null;
  ogrn: string | null;
  phone: string | null;
  email: string | null;
  website: string | null;
  address: string | null;
  industry: string | null;
  owner: UserRef | null;
  external_id: string | null;
  created_at: string;
  updated_at: string;
  version: number;
  warnings: FieldProblem[];
}

export type PointKind = 'phone' | 'email';
export type PointLabel = 'work' | 'mobile' | 'home' | 'other';
export interface ContactPoint {
  kind: PointKind;
  value: string;
  raw: string;
  label: PointLabel;
}

export interface Contact {
  id: string;
  name: string;
  last_name: string | null;
  first_name: string | null;
  middle_name: string | null;
  job_title: string | null;
  company: CompanyRef | null;
  owner: UserRef | null;
  points: ContactPoint[];
  external_id: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export type DealStatus = 'open' | 'won' | 'lost';
export type Attention = 'none' | 'no_next_step' | 'overdue';

export interface Tag {
  id: string;
  name: string;
  color: string;
}

export interface Deal {
  id: string;
  title: string;
  value: Money;
  company: CompanyRef | null;
  owner: UserRef | null;
  source: NamedRef | null;
  pipeline_id: string;
  stage_id: string;
  status: DealStatus;
  stage_entered_at: string;
  reached_stage_id: string;
  expected_close: string | null;
  next_step: string | null;
  next_step_at: string | null;
  tags: Tag[];
  won_at: string | null;
  lost_at: string | null;
  lost_reason: NamedRef | null;
  lost_note: string | null;
  last_activity_at: string | null;
  external_id: string | null;
  created_at: string;
  updated_at: string;
  version: number;
  stuck: boolean;
  attention: Attention;
}

export interface DealContact {
  contact: ContactRef;
  role: string;
  phone: string | null;
  email: string | null;
}
export interface DealCheck {
  item_id: string;
  done_at: string;
  done_by: UserRef | null;
}
export interface DealDetail extends Deal {
  contacts: DealContact[];
  checks: DealCheck[];
}

export interface DealPage extends Page<Deal> {
  sums?: Money[] | null;
}

export interface HistoryItem {
  from_stage_id: string | null;
  to_stage_id: string;
  from_status: DealStatus | null;
  to_status: DealStatus;
  at: string;
  by: UserRef | null;
  lost_reason: NamedRef | null;
}

export interface BulkResult {
  items: { id: string; ok: boolean; problem?: Problem | null }[];
}

export type StageKind = 'attract' | 'qualify' | 'present' | 'close' | 'purchase' | 'retain';
export interface ChecklistItem {
  id: string;
  text: string;
}
export interface Stage {
  id: string;
  pipeline_id: string;
  name: string;
  kind: StageKind;
  position: number;
  color: string;
  goal: string;
  checklist: ChecklistItem[];
  age_limit_days: number | null;
  target_conversion: number | null;
  required_fields: string[];
  archived: boolean;
  version: number;
}
export interface Pipeline {
  id: string;
  name: string;
  position: number;
  archived: boolean;
  version: number;
  stages: Stage[];
}

export interface BoardColumn {
  stage: Stage;
  deals: number;
  sums: Money[];
  cards: Deal[];
  next_cursor: string | null;
}
export interface Board {
  pipeline: Pipeline;
  columns: BoardColumn[];
}

export interface DictionaryItem {
  id: string;
  name: string;
  color?: string | null;
  archived: boolean;
  version: number;
}

export interface Note {
  id: string;
  text: string;
  deal_id: string | null;
  company_id: string | null;
  contact_id: string | null;
  author: UserRef | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface Task {
  id: string;
  title: string;
  details: string | null;
  due_at: string | null;
  assignee: UserRef | null;
  deal: DealRef | null;
  company: CompanyRef | null;
  contact: ContactRef | null;
  done_at: string | null;
  created_by: UserRef | null;
  created_at: string;
  version: number;
}

export interface TimelineItem {
  id: string;
  at: string;
  kind: string;
  actor: UserRef | null;
  deal: DealRef | null;
  data: Record<string, unknown>;
}

export type SearchKind = 'company' | 'contact' | 'deal';
export interface SearchItem {
  kind: SearchKind;
  id: string;
  title: string;
  subtitle: string | null;
}

export interface LiveChange {
  seq: number;
  kind: string;
  deal_id: string | null;
  company_id: string | null;
  contact_id: string | null;
  actor_id: string | null;
  at: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export interface Job {
  id: string;
  kind: string;
  state: JobState;
  done: number;
  total: number | null;
  error: string | null;
  result: unknown;
  created_by: UserRef | null;
  created_at: string;
  finished_at: string | null;
}

export type ImportEntity = 'companies' | 'contacts' | 'deals' | 'stage-changes';
export type ImportState =
  | 'uploaded'
  | 'checking'
  | 'checked'
  | 'running'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'undoing'
  | 'undone';
export interface ImportLayout {
  format: 'csv' | 'xlsx';
  encoding: string | null;
  separator: string | null;
  sheet: string | null;
  sheets: string[];
  header: string[];
  sample: string[][];
  rows: number | null;
}
export interface ImportMapping {
  column: number;
  field: string | null;
}
export interface ImportOptions {
  create_missing: boolean;
  date_order: 'dmy' | 'mdy' | 'auto';
  currency: string;
  pipeline_id: string | null;
  default_owner_id: string | null;
  update_existing: boolean;
}
export interface ImportCounts {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
}
export interface Import {
  id: string;
  entity: ImportEntity;
  file_name: string;
  state: ImportState;
  layout: ImportLayout;
  mapping: ImportMapping[];
  options: ImportOptions;
  counts: ImportCounts | null;
  job: Job | null;
  created_by: UserRef | null;
  created_at: string;
  finished_at: string | null;
  undone_at: string | null;
  version: number;
}
export interface ImportField {
  field: string;
  label: string;
  required: boolean;
  example: string | null;
  hint: string | null;
}

export interface FunnelNumber {
  deals: number;
  sums: Money[];
  link: Record<string, string>;
}
export interface FunnelStep {
  key: string;
  stage_id: string | null;
  kind: StageKind;
  name: string;
  color: string;
  target: number | null;
  reached: FunnelNumber;
  conversion: number | null;
  from_start: number | null;
  standing: FunnelNumber;
  lost: FunnelNumber;
  reasons: { reason_id: string | null; name: string; lost: FunnelNumber }[];
}
export interface Funnel {
  pipeline_id: string | null;
  by: 'stage' | 'kind';
  from: string | null;
  to: string | null;
  cohort: FunnelNumber;
  steps: FunnelStep[];
  won: FunnelNumber;
  lost: FunnelNumber;
  open: FunnelNumber;
}
