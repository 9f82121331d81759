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
export type AdOptions = Schemas['AdOptions'];
export type ReportPlatform = Schemas['ReportPlatform'];
export type ReportVat = Schemas['ReportVat'];
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
export type AdPlatform = Schemas['AdPlatform'];
export type UnknownTags = Schemas['UnknownTags'];
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
export type Call = Schemas['Call'];
export type CallOutcome = Schemas['CallOutcome'];
export type CallHappened = Schemas['CallHappened'];
/** A call that one is in, with the client. */
export type CallCard = Schemas['CallCard'];
export type CallPerson = Schemas['CallPerson'];
export type TelephonyProvider = Schemas['TelephonyProvider'];
export type TelephonyAccount = Schemas['TelephonyAccount'];
export type NewTelephonyAccount = Schemas['NewTelephonyAccount'];
export type TelephonyAccountChange = Schemas['TelephonyAccountChange'];
/** An exchange with its secret, which is shown once. */
export type TelephonyCreated = Schemas['CreatedTelephonyAccount'];
export type TelephonyEvent = Schemas['TelephonyEvent'];
export type Topic = Schemas['Topic'];
export type Mailing = Schemas['Mailing'];
export type MailingState = Schemas['MailingState'];
export type MailSeries = Schemas['MailSeries'];
export type Subscription = Schemas['Subscription'];
export type SubscriptionState = Schemas['SubscriptionState'];
export type Consent = Schemas['Consent'];
export type ConsentPurpose = Schemas['ConsentPurpose'];
export type ConsentChannel = Schemas['ConsentChannel'];
export type ConsentSource = Schemas['ConsentSource'];
export type ConsentText = Schemas['ConsentText'];
export type Reachable = Schemas['Reachable'];
export type PrivacyRequest = Schemas['PrivacyRequest'];
export type PrivacyReason = Schemas['PrivacyReason'];
export type PersonalRecords = Schemas['PersonalRecords'];
export type Marketing = Schemas['Marketing'];
export type MarketingRow = Schemas['MarketingRow'];
export type Touch = Schemas['Touch'];
export type Contrast = Schemas['Contrast'];
export type ContrastRow = Schemas['ContrastRow'];
export type ContrastSide = Schemas['ContrastSide'];
export type FitProfile = Schemas['FitProfile'];
export type FitRule = Schemas['FitRule'];
export type FitFact = Schemas['FitFact'];
export type FitLimits = Schemas['FitLimits'];
export type FitBand = Schemas['FitBand'];
export type FitAuc = Schemas['FitAuc'];
export type FitShare = Schemas['FitShare'];
export type FitPreview = Schemas['FitPreview'];
export type FitAccuracy = Schemas['FitAccuracy'];
export type FitLesson = Schemas['FitLesson'];
export type FitVersion = Schemas['FitVersion'];
export type FitJudgedDeal = Schemas['FitJudgedDeal'];
export type ToldLesson = Schemas['ToldLesson'];
export type DealFit = Schemas['DealFit'];
export type QuestionSet = Schemas['QuestionSet'];
export type Qualifying = Schemas['QualifyingReport'];
export type QualifyingRow = Schemas['QualifyingRow'];
export type SpeedRow = Schemas['SpeedRow'];
export type FirstContact = Schemas['FirstContact'];
export type FirstContactSettings = Schemas['FirstContactSettings'];
export type UnansweredDeal = Schemas['UnansweredDeal'];
export type RecycledDeal = Schemas['RecycledDeal'];
export type Question = Schemas['Question'];
export type QuestionKind = Schemas['QuestionKind'];
export type Qualification = Schemas['Qualification'];
export type AskedQuestion = Schemas['AskedQuestion'];

export type Material = Schemas['Material'];
export type MaterialKind = Schemas['MaterialKind'];
/** A material with all its versions. */
export type MaterialDetail = Schemas['MaterialDetail'];
export type MaterialVersion = Schemas['MaterialVersion'];
export type MaterialTags = Schemas['MaterialTags'];
export type ContentSend = Schemas['ContentSend'];
/** A page just made, with the link that is never told again. */
export type MadeContentSend = Schemas['MadeContentSend'];
export type SuggestedMaterial = Schemas['SuggestedMaterial'];
export type ContentSettings = Schemas['ContentSettings'];
export type ContentEffect = Schemas['ContentEffect'];
export type ContentEffectRow = Schemas['ContentEffectRow'];
export type ContentComparison = Schemas['ContentComparison'];
export type ScriptKind = Schemas['ScriptKind'];
export type ScriptStep = Schemas['ScriptStep'];
export type ScriptAnswer = Schemas['ScriptAnswer'];
export type ScriptOutcome = Schemas['ScriptOutcome'];
export type ListedScript = Schemas['ListedScript'];
/** A script with all its versions. */
export type Script = Schemas['Script'];
export type ScriptVersion = Schemas['ScriptVersion'];
export type ScriptRun = Schemas['ScriptRun'];
export type ScriptResults = Schemas['ScriptResults'];
export type ScriptVersionResults = Schemas['ScriptVersionResults'];
export type ScriptStepUse = Schemas['ScriptStepUse'];
export type ScriptDeal = Schemas['ScriptDeal'];
export type QualificationQuestion = Schemas['Question'];
export type ReviewCriterion = Schemas['ReviewCriterion'];
export type ReviewSet = Schemas['ReviewSet'];
export type CallReview = Schemas['CallReview'];
export type ReviewTrend = Schemas['ReviewTrend'];
export type Mail = Schemas['Mail'];
export type MailState = Schemas['MailState'];
/** A mail with what it says. */
export type WholeMail = Schemas['WholeMail'];
export type NewMail = Schemas['NewMail'];
export type MailAccount = Schemas['MailAccount'];
export type MailSecurity = Schemas['MailSecurity'];
export type MailTemplate = Schemas['MailTemplate'];
export type MailVariable = Schemas['MailVariable'];
export type MailDraft = Schemas['MailDraft'];
export type MailPreview = Schemas['MailPreview'];
export type LetterClass = Schemas['LetterClass'];
