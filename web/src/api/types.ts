/** The shapes of the server's answers under the names the screens use. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Money = Schemas['Money'];
export type FieldProblem = Schemas['FieldProblem'];
export type Problem = Schemas['Problem'];

/** One page of any list: the server describes one such schema for every kind of record. */
export type Page<T> = Omit<Schemas['Page_Deal'], 'items'> & { items: T[] };

export type NamedRef = Schemas['NamedRef'];
export type UserRef = Schemas['UserRef'];
export type CompanyRef = Schemas['CompanyRef'];
export type ContactRef = Schemas['ContactRef'];
export type DealRef = Schemas['DealRef'];

export type Role = Schemas['Role'];
export type Visibility = Schemas['Visibility'];
export type Lang = Schemas['Lang'];
export type Permission = Schemas['Permission'];
export type User = Schemas['User'];
export type Workspace = Schemas['Workspace'];
export type Me = Schemas['Me'];
export type Team = Schemas['Team'];
export type Token = Schemas['Token'];
/** A token just made, with the secret that is never shown again. */
export type NewToken = Schemas['CreatedToken'];
export type RoleInfo = Schemas['RoleView'];

export type Company = Schemas['Company'];
export type PointKind = Schemas['PointKind'];
export type PointLabel = Schemas['PointLabel'];
export type ContactPoint = Schemas['Point'];
export type Contact = Schemas['Contact'];

export type DealStatus = Schemas['Status'];
export type Attention = Schemas['Attention'];
export type Tag = Schemas['DealTag'];
export type Deal = Schemas['Deal'];
export type DealContact = Schemas['DealContact'];
export type DealCheck = Schemas['DealCheck'];
export type DealDetail = Schemas['DealDetail'];
export type HistoryItem = Schemas['HistoryItem'];
export type BulkResult = Schemas['BulkOutcome'];

export type StageKind = Schemas['StageKind'];
export type ChecklistItem = Schemas['ChecklistItem'];
export type RequiredField = Schemas['RequiredField'];
export type Stage = Schemas['Stage'];
export type Pipeline = Schemas['Pipeline'];
export type BoardColumn = Schemas['BoardColumn'];
export type Board = Schemas['Board'];
export type DictionaryItem = Schemas['DictionaryEntry'];

export type Note = Schemas['Note'];
export type Task = Schemas['Task'];
export type TimelineItem = Schemas['TimelineItem'];
export type SearchItem = Schemas['Found'];
export type SearchKind = SearchItem['kind'];
export type LiveChange = Schemas['Change'];

export type JobState = Schemas['JobState'];
export type Job = Schemas['Job'];

export type FunnelNumber = Schemas['Number'];
export type FunnelStep = Schemas['Step'];
export type Funnel = Schemas['Funnel'];

export type ImportEntity = Schemas['Entity'];
export type ImportState = Schemas['ImportState'];
export type ImportLayout = Schemas['Layout'];
export type ImportMapping = Schemas['ColumnField'];
export type ImportOptions = Schemas['ImportOptions'];
export type ImportCounts = Schemas['ImportCounts'];
export type Import = Schemas['Import'];
export type ImportField = Schemas['ImportField'];
/** A row of the file that was not taken, and why. */
export type Refused = Schemas['Refused'];

export type Figure = Schemas['Figure'];
export type MetricInfo = Schemas['MetricInfo'];
export type Explanation = Schemas['Explanation'];
export type NumberDeal = Schemas['NumberDeal'];
export type Series = Schemas['Series'];
export type Breakdown = Schemas['Breakdown'];
export type Times = Schemas['Times'];
export type FunnelChange = Schemas['FunnelChange'];
export type WeakPoints = Schemas['WeakPoints'];
export type Finding = Schemas['Finding'];
export type WeakStage = Schemas['WeakStage'];
export type WhatIf = Schemas['WhatIf'];
export type Band = Schemas['ForecastBand'];
export type Forecast = Schemas['Forecast'];
export type ForecastRecord = Schemas['ForecastRecord'];
export type PlanFact = Schemas['PlanFact'];
export type PlanFactRow = Schemas['PlanFactRow'];
export type PlanFactCell = Schemas['PlanFactCell'];
export type AttentionReport = Schemas['AttentionReport'];
export type DealChance = Schemas['DealChance'];
export type PlanItem = Schemas['PlanItem'];
export type Dashboard = Schemas['Dashboard'];
export type DashboardLine = Schemas['DashboardLine'];
export type DashboardTile = Schemas['DashboardTile'];
export type RateTable = Schemas['RateTable'];

export type Activity = Schemas['Activity'];
export type Inquiry = Schemas['Inquiry'];
export type InquiryChannel = Schemas['InquiryChannel'];
export type InquiryState = Schemas['InquiryState'];
export type InquiryOutcome = Schemas['InquiryOutcome'];
export type NewInquiry = Schemas['NewInquiry'];
export type Channel = Schemas['Channel'];
export type ChannelKind = Schemas['ChannelKind'];
export type Campaign = Schemas['Campaign'];
/** A campaign with the rules that visits are recognised by. */
export type CampaignWhole = Schemas['CampaignWhole'];
export type CampaignRule = Schemas['Rule'];
export type CampaignDay = Schemas['CampaignDay'];
export type SitePage = Schemas['SitePage'];
export type SitePageKind = Schemas['PageKind'];
export type Site = Schemas['Site'];
export type SiteVisit = Schemas['Visit'];
export type SiteForm = Schemas['Form'];
export type FormDesign = Schemas['FormDesign'];
export type FormField = Schemas['FormField'];
export type Submission = Schemas['Submission'];
export type RoutingRule = Schemas['RoutingRule'];
export type Marketing = Schemas['Marketing'];
export type MarketingRow = Schemas['MarketingRow'];
export type Touch = Schemas['Touch'];
export type Qualifying = Schemas['QualifyingReport'];
export type QualifyingRow = Schemas['QualifyingRow'];
export type SpeedRow = Schemas['SpeedRow'];
export type AnswerRow = Schemas['AnswerRow'];
export type AnswerShare = Schemas['AnswerShare'];
export type FirstContact = Schemas['FirstContact'];
export type FirstContactSettings = Schemas['FirstContactSettings'];
export type UnansweredDeal = Schemas['UnansweredDeal'];
export type RecycledDeal = Schemas['RecycledDeal'];
export type QuestionSet = Schemas['QuestionSet'];
export type Question = Schemas['Question'];
export type QuestionKind = Schemas['QuestionKind'];
export type Qualification = Schemas['Qualification'];
export type AskedQuestion = Schemas['AskedQuestion'];
