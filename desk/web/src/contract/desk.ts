// Made by "npm run contract" from proto/valise/v1/desk.proto. Not to be changed by hand.
export enum DeskUrgency {
  ROUTINE = 0,
  URGENT = 1,
  EMERGENCY = 2,
}
export enum DeskDelivery {
  QUEUED = 0,
  SENT = 1,
  RECEIVED = 2,
}
export enum DeskMatterState {
  OPEN = 0,
  IN_CHARGE = 1,
  DECLINED = 2,
  CONTESTED = 3,
  DONE = 4,
}
export enum DeskAnswer_Act {
  UNSPECIFIED = 0,
  TAKE = 1,
  DECLINE = 2,
  CONTEST = 3,
  DONE = 4,
}
export enum DeskStopAttachment_Act {
  PAUSE = 0,
  RESUME = 1,
  CANCEL = 2,
}
export enum DeskConnection_State {
  UNSPECIFIED = 0,
  CONNECTING = 1,
  ONLINE = 2,
  OFFLINE = 3,
  STOPPED = 4,
}
export enum DeskNotice_Level {
  UNSPECIFIED = 0,
  INFO = 1,
  WARNING = 2,
  ALARM = 3,
}
export enum DeskCheck_Outcome {
  UNSPECIFIED = 0,
  OK = 1,
  WARNING = 2,
  FAILED = 3,
}
export enum DeskWaitingItem_What {
  ANSWER = 0,
  CHARGE = 1,
  PERMISSION = 2,
  FORM = 3,
}
export enum DeskRoom_Phase {
  OPEN = 0,
  WAITING = 1,
  CLOSED = 2,
}
export enum DeskReach_State {
  NONE = 0,
  WORKS = 1,
  FAILING = 2,
}
export enum DeskFieldDescription_Type {
  LINE = 0,
  PARAGRAPH = 1,
  DATE = 2,
  MOMENT = 3,
  SPAN = 4,
  NUMBER = 5,
  CHOICE = 6,
  YES_NO = 7,
}
export enum DeskFormDebt_What {
  ACKNOWLEDGEMENT = 0,
  ANSWER = 1,
  FORMAL_REQUEST = 2,
  PERIOD = 3,
}
export enum DeskForm_State {
  SENT = 0,
  ACKNOWLEDGED = 1,
  IN_PROGRESS = 2,
  ANSWERED = 3,
  REFUSED = 4,
}
export enum DeskForm_Formal {
  NONE = 0,
  TO_FOLLOW = 1,
  RECEIVED = 2,
}
export enum DeskLink_State {
  SHOWN = 0,
  AGREED = 1,
  UNDER_WAY = 2,
  DONE = 3,
  ENDED = 4,
}
export enum DeskOfficeAct_What {
  SHOW = 0,
  INVITE = 1,
  WITHDRAW = 2,
  LOOK = 3,
  APPROVE = 4,
  REVOKE = 5,
  OFFICER = 6,
  RETIRE = 7,
  POST = 8,
  ROSTER = 10,
  TRY = 11,
  PUBLISH = 12,
  RECORD = 13,
  COMPARE = 14,
  PROPOSE = 15,
  PROPOSALS = 16,
  WITHDRAW_PROPOSAL = 17,
  ACCEPT = 18,
  REFUSE = 19,
}
export interface ToDesk {
  id: number;
  body:
    | { case: "hello"; value: DeskHello }
    | { case: "unlock"; value: DeskUnlock }
    | { case: "lock"; value: DeskLock }
    | { case: "active"; value: DeskActive }
    | { case: "getStatus"; value: DeskGetStatus }
    | { case: "getInbox"; value: DeskGetInbox }
    | { case: "getRooms"; value: DeskGetRooms }
    | { case: "getRoom"; value: DeskGetRoom }
    | { case: "markRead"; value: DeskMarkRead }
    | { case: "send"; value: DeskSend }
    | { case: "search"; value: DeskSearch }
    | { case: "getAuthority"; value: DeskGetAuthority }
    | { case: "getRecipients"; value: DeskGetRecipients }
    | { case: "markAlarmsSeen"; value: DeskMarkAlarmsSeen }
    | { case: "saveAttachment"; value: DeskSaveAttachment }
    | { case: "retry"; value: DeskRetry }
    | { case: "getWaiting"; value: DeskGetWaiting }
    | { case: "answer"; value: DeskAnswer }
    | { case: "getReach"; value: DeskGetReach }
    | { case: "getDuty"; value: DeskGetDuty }
    | { case: "takeDuty"; value: DeskTakeDuty }
    | { case: "handOver"; value: DeskHandOver }
    | { case: "acceptDuty"; value: DeskTakeDuty }
    | { case: "getChannels"; value: DeskGetChannels }
    | { case: "addChannel"; value: DeskAddChannel }
    | { case: "testChannel"; value: DeskTestChannel }
    | { case: "confirmChannel"; value: DeskConfirmChannel }
    | { case: "removeChannel"; value: DeskRemoveChannel }
    | { case: "changeRoom"; value: DeskChangeRoom }
    | { case: "find"; value: DeskFind }
    | { case: "exportRecord"; value: DeskExportRecord }
    | { case: "getNotes"; value: DeskGetNotes }
    | { case: "keepNote"; value: DeskKeepNote }
    | { case: "getLog"; value: DeskGetLog }
    | { case: "getFormKinds"; value: DeskGetFormKinds }
    | { case: "getForms"; value: DeskGetForms }
    | { case: "getForm"; value: DeskGetForm }
    | { case: "getFormDrafts"; value: DeskGetFormDrafts }
    | { case: "beginForm"; value: DeskFormDraft }
    | { case: "keepForm"; value: DeskFormDraft }
    | { case: "discardForm"; value: DeskDiscardForm }
    | { case: "sendForm"; value: DeskSendForm }
    | { case: "reportForm"; value: DeskReportForm }
    | { case: "commentForm"; value: DeskCommentForm }
    | { case: "checkForward"; value: DeskForwardDraft }
    | { case: "forward"; value: DeskForwardDraft }
    | { case: "askForward"; value: DeskForwardDraft }
    | { case: "answerWish"; value: DeskAnswerWish }
    | { case: "edit"; value: DeskEdit }
    | { case: "retract"; value: DeskEdit }
    | { case: "getNewcomers"; value: DeskAdmit }
    | { case: "admit"; value: DeskAdmit }
    | { case: "getRetention"; value: DeskGetRetention }
    | { case: "setRetention"; value: DeskSetRetention }
    | { case: "getOwnDevices"; value: DeskGetOwnDevices }
    | { case: "officeAct"; value: DeskOfficeAct }
    | { case: "getLinks"; value: DeskGetLinks }
    | { case: "showLink"; value: DeskShowLink }
    | { case: "readLink"; value: DeskEnterLink }
    | { case: "enterLink"; value: DeskEnterLink }
    | { case: "cancelLinks"; value: DeskCancelLinks }
    | { case: "getUploads"; value: DeskGetUploads }
    | { case: "getUncallable"; value: DeskGetUncallable }
    | { case: "stopAttachment"; value: DeskStopAttachment }
    | { case: "showAttachment"; value: DeskShowAttachment }
    | { case: undefined; value?: undefined };
}
export interface FromDesk {
  id: number;
  body:
    | { case: "done"; value: DeskDone }
    | { case: "failure"; value: DeskFailure }
    | { case: "welcome"; value: DeskWelcome }
    | { case: "status"; value: DeskStatus }
    | { case: "messages"; value: DeskMessages }
    | { case: "rooms"; value: DeskRooms }
    | { case: "room"; value: DeskRoomHistory }
    | { case: "sent"; value: DeskSent }
    | { case: "authorities"; value: DeskAuthorities }
    | { case: "recipients"; value: DeskRecipients }
    | { case: "saved"; value: DeskSaved }
    | { case: "waiting"; value: DeskWaiting }
    | { case: "reaches"; value: DeskReaches }
    | { case: "duty"; value: DeskDuty }
    | { case: "channels"; value: DeskChannels }
    | { case: "roomChanged"; value: DeskRoomChanged }
    | { case: "found"; value: DeskFound }
    | { case: "record"; value: DeskRecord }
    | { case: "notes"; value: DeskNotes }
    | { case: "log"; value: DeskLog }
    | { case: "formKinds"; value: DeskFormKinds }
    | { case: "forms"; value: DeskForms }
    | { case: "form"; value: DeskForm }
    | { case: "formDrafts"; value: DeskFormDrafts }
    | { case: "forwardCheck"; value: DeskForwardCheck }
    | { case: "retention"; value: DeskRetention }
    | { case: "ownDevices"; value: DeskOwnDevices }
    | { case: "office"; value: DeskOfficeState }
    | { case: "links"; value: DeskLinks }
    | { case: "linkOffer"; value: DeskLinkOffer }
    | { case: "uploads"; value: DeskUploads }
    | { case: "shown"; value: DeskShown }
    | { case: "connection"; value: DeskConnection }
    | { case: "arrived"; value: DeskMessage }
    | { case: "notice"; value: DeskNotice }
    | { case: "queueChanged"; value: DeskQueueChanged }
    | { case: "locked"; value: DeskLocked }
    | { case: "progress"; value: DeskProgress }
    | { case: undefined; value?: undefined };
}
export interface DeskHello {
  bearer: string;
}
export interface DeskUnlock {
  passphrase: Uint8Array;
}
export interface DeskLock {
}
export interface DeskActive {
}
export interface DeskGetStatus {
  examine: boolean;
}
export interface DeskGetInbox {
  limit: number;
  unsent: boolean;
  read: boolean;
  first: bigint;
}
export interface DeskGetRooms {
  limit: number;
  first: bigint;
  text: string;
  current: boolean;
}
export interface DeskGetRoom {
  room: string;
  limit: number;
  first?: bigint | undefined;
  around: string;
}
export interface DeskMarkRead {
  message: string;
}
export interface DeskSend {
  to: string[];
  room: string;
  inReplyTo: string;
  subject: string;
  text: string;
  urgency: DeskUrgency;
  handling: string[];
  uploads: string[];
  from: string;
  acknowledgeBy: bigint;
}
export interface DeskGetWaiting {
  firstForMe: bigint;
  firstForOthers: bigint;
  limit: number;
}
export interface DeskAnswer {
  message: string;
  act: DeskAnswer_Act;
  words: string;
}
export interface DeskGetReach {
  addresses: string[];
}
export interface DeskGetUncallable {
  to: string[];
  room: string;
  inReplyTo: string;
  from: string;
  asks: string;
}
export interface DeskGetDuty {
}
export interface DeskTakeDuty {
  post: string;
  remarks: string;
}
export interface DeskHandOver {
  post: string;
  to: string;
  remarks: string;
  promises: DeskHandoverItem[];
}
export interface DeskGetChannels {
}
export interface DeskAddChannel {
  address: string;
  webhook: boolean;
  target: string;
}
export interface DeskTestChannel {
  id: string;
}
export interface DeskConfirmChannel {
  id: string;
  code: string;
}
export interface DeskRemoveChannel {
  id: string;
}
export interface DeskChangeRoom {
  room: string;
  change:
    | { case: "subject"; value: string }
    | { case: "closed"; value: boolean }
    | { case: "reference"; value: string }
    | { case: "addHandling"; value: string }
    | { case: "removeHandling"; value: string }
    | { case: "waitFor"; value: DeskAddresses }
    | { case: "leave"; value: string }
    | { case: "remove"; value: DeskAddresses }
    | { case: "retentionDays"; value: number }
    | { case: "readReceipts"; value: boolean }
    | { case: "addOwner"; value: string }
    | { case: "removeOwner"; value: string }
    | { case: undefined; value?: undefined };
}
export interface DeskAddresses {
  addresses: string[];
}
export interface DeskFind {
  text: string;
  room: string;
  from: string;
  since: bigint;
}
export interface DeskExportRecord {
  room: string;
  language: string;
  pdf: boolean;
}
export interface DeskGetNotes {
}
export interface DeskKeepNote {
  name: string;
  content: Uint8Array;
}
export interface DeskGetLog {
  authority: string;
}
export interface DeskSearch {
  text: string;
  country: string;
  mandate: string;
  network: string;
  language: string;
  onDuty: boolean;
}
export interface DeskGetAuthority {
  id: string;
}
export interface DeskGetRecipients {
  to: string[];
}
export interface DeskMarkAlarmsSeen {
}
export interface DeskSaveAttachment {
  message: string;
  position: number;
}
export interface DeskStopAttachment {
  message: string;
  position: number;
  sending: boolean;
  act: DeskStopAttachment_Act;
}
export interface DeskShowAttachment {
  message: string;
  position: number;
}
export interface DeskRetry {
}
export interface DeskGetUploads {
}
export interface DeskDone {
}
export interface DeskFailure {
  kind: number;
  code: string;
  message: string;
  advice: string;
  arguments: DeskArgument[];
}
export interface DeskArgument {
  name: string;
  value: string;
}
export interface DeskWelcome {
  version: string;
  locked: boolean;
  idleMinutes: number;
  office: boolean;
  registrar: boolean;
}
export interface DeskLocked {
  idle: boolean;
}
export interface DeskQueueChanged {
}
export interface DeskProgress {
  message: string;
  position: number;
  done: bigint;
  total: bigint;
  ended: boolean;
}
export interface DeskConnection {
  state: DeskConnection_State;
  reason?: DeskFailure | undefined;
  retryAt: bigint;
}
export interface DeskNotice {
  level: DeskNotice_Level;
  at: bigint;
  room: string;
  text: string;
  sentences: DeskSentence[];
}
export interface DeskSentence {
  id: string;
  arguments: DeskArgument[];
}
export interface DeskStatus {
  authority: string;
  officer: string;
  officerName: string;
  device: string;
  label: string;
  relay: string;
  posts: string[];
  rooms: bigint;
  unread: bigint;
  queued: bigint;
  alarms: DeskNotice[];
  headKnown: boolean;
  connection?: DeskConnection | undefined;
  checks: DeskCheck[];
  waitingForMe: bigint;
  headSeconds: bigint;
  headWitnessed: boolean;
  awaitsApproval: boolean;
  urgentMinutes: number;
  emergencyMinutes: number;
}
export interface DeskCheck {
  check: string;
  outcome: DeskCheck_Outcome;
  says: DeskSentence[];
}
export interface DeskAttachment {
  name: string;
  mediaType: string;
  size: bigint;
  savedTo: string;
  fetched: bigint;
  storedSize: bigint;
  toSend: boolean;
  held: boolean;
}
export interface DeskMessage {
  id: string;
  room: string;
  subject: string;
  from: string;
  officer: string;
  officerName: string;
  text: string;
  inReplyTo: string;
  urgency: DeskUrgency;
  handling: string[];
  sentAt: bigint;
  receivedAt: bigint;
  state: DeskDelivery;
  stateReason: string;
  outgoing: boolean;
  read: boolean;
  unknownKind: boolean;
  attachments: DeskAttachment[];
  kind: string;
  about: string;
  act: string;
  withoutEffect: boolean;
  matter?: DeskMatter | undefined;
  failed: boolean;
  recipients: DeskRecipientState[];
  form?: DeskForm | undefined;
  comment?: DeskComment | undefined;
  roomHandling: string[];
  edits: DeskTextChange[];
  retraction?: DeskTextChange | undefined;
  forwarded?: DeskForwarded | undefined;
  forwardTo: string[];
  repeatedBy: string;
  waits: boolean;
  stateFailure?: DeskFailure | undefined;
}
export interface DeskMatterAnswer {
  state: DeskMatterState;
  officer: string;
  officerName: string;
  post: string;
  reason: string;
  at: bigint;
}
export interface DeskMatter {
  message: string;
  room: string;
  subject: string;
  from: string;
  asked: string;
  urgency: DeskUrgency;
  sentAt: bigint;
  answerBy: bigint;
  state: DeskMatterState;
  officer: string;
  officerName: string;
  reason: string;
  answeredAt: bigint;
  overdue: boolean;
  outgoing: boolean;
  asksMe: boolean;
  mine: boolean;
  history: DeskMatterAnswer[];
}
export interface DeskWaitingItem {
  what: DeskWaitingItem_What;
  message: string;
  room: string;
  subject: string;
  whom: string;
  urgency: DeskUrgency;
  since: bigint;
  due: bigint;
  overdue: boolean;
  promised: boolean;
}
export interface DeskWaitingPart {
  items: DeskWaitingItem[];
  first: bigint;
  total: bigint;
}
export interface DeskWaiting {
  forMe?: DeskWaitingPart | undefined;
  forOthers?: DeskWaitingPart | undefined;
  messages: DeskMessage[];
}
export interface DeskMessages {
  messages: DeskMessage[];
  first: bigint;
  total: bigint;
}
export interface DeskMember {
  officer: string;
  officerName: string;
  self: boolean;
}
export interface DeskRoom {
  id: string;
  subject: string;
  participants: string[];
  members: DeskMember[];
  messages: bigint;
  unread: bigint;
  left: boolean;
  owners: string[];
  guests: DeskGuest[];
  references: DeskReference[];
  handling: string[];
  phase: DeskRoom_Phase;
  waitingFor: string[];
  retentionDays: number;
  changesWaiting: string[];
  readReceipts: boolean;
  placeLost: boolean;
}
export interface DeskGuest {
  address: string;
  name: string;
  until: bigint;
}
export interface DeskReference {
  authority: string;
  number: string;
}
export interface DeskRoomChanged {
  done: boolean;
  reason: string;
}
export interface DeskFound {
  messages: DeskMessage[];
  more: boolean;
}
export interface DeskRecord {
  out: string;
  messages: bigint;
  withoutEvidence: bigint;
  attachments: bigint;
  missing: string[];
  erased: bigint;
  pdf: boolean;
  pdfProblem: string;
  directory: string;
}
export interface DeskNote {
  name: string;
  content: Uint8Array;
}
export interface DeskNotes {
  notes: DeskNote[];
}
export interface DeskRooms {
  rooms: DeskRoom[];
  first: bigint;
  total: bigint;
}
export interface DeskRoomHistory {
  room?: DeskRoom | undefined;
  messages: DeskMessage[];
  first: bigint;
  total: bigint;
}
export interface DeskSent {
  message: string;
  room: string;
}
export interface DeskSaved {
  path: string;
}
export interface DeskUploads {
  ids: string[];
}
export interface DeskShown {
  mediaType: string;
  picture: Uint8Array;
  text: string;
  cut: boolean;
}
export interface DeskText {
  language: string;
  text: string;
}
export interface DeskOffice {
  known: boolean;
  open: boolean;
  until: bigint;
  holiday: DeskText[];
}
export interface DeskPost {
  address: string;
  kind: number;
  names: DeskText[];
  networks: string[];
  languages: string[];
  reachable: boolean;
  dutyPlanned: boolean;
  onDuty: string[];
  dutyUntil: bigint;
  officers: string[];
}
export interface DeskMandate {
  convention: string;
  article: string;
  function: string;
}
export interface DeskHours {
  isoWeekday: number;
  opensMinute: number;
  closesMinute: number;
}
export interface DeskAuthority {
  id: string;
  country: string;
  organisation: string;
  status: string;
  names: DeskText[];
  mandates: DeskMandate[];
  networks: string[];
  workingLanguages: string[];
  requestLanguages: string[];
  timeZone: string;
  office?: DeskOffice | undefined;
  officeHours: DeskHours[];
  interpol: string;
  acceptedChannels: string[];
  postalAddress: string;
  serviceToContact: string;
  telephone: string;
  telephone24h: string;
  fax: string;
  email: string;
  website: string;
  encryptionRequired: boolean;
  eSignatureRequired: boolean;
  executionRequirements: DeskText[];
  urgentProcedure: DeskText[];
  legalBasis: DeskText[];
  informalChannels: DeskText[];
  comments: DeskText[];
  links: string[];
  lastConfirmed: string;
  overdue: boolean;
  posts: DeskPost[];
}
export interface DeskAuthorities {
  authorities: DeskAuthority[];
}
export interface DeskRecipient {
  address: string;
  authority?: DeskAuthority | undefined;
  post?: DeskPost | undefined;
}
export interface DeskRecipients {
  recipients: DeskRecipient[];
}
export interface DeskReach {
  address: string;
  state: DeskReach_State;
  since: bigint;
}
export interface DeskReaches {
  reaches: DeskReach[];
}
export interface DeskOfficer {
  address: string;
  name: string;
}
export interface DeskHandoverItem {
  room: string;
  message: string;
  text: string;
  due: bigint;
  inCharge: string;
}
export interface DeskHandover {
  from?: DeskOfficer | undefined;
  to?: DeskOfficer | undefined;
  at: bigint;
  open: DeskHandoverItem[];
  promises: DeskHandoverItem[];
  remarks: string;
  forMe: boolean;
}
export interface DeskDutyPost {
  post: string;
  planned: boolean;
  now: DeskOfficer[];
  until: bigint;
  holder?: DeskOfficer | undefined;
  since: bigint;
  bySheet: boolean;
  heldByMe: boolean;
  waiting?: DeskHandover | undefined;
  open: DeskHandoverItem[];
  colleagues: DeskOfficer[];
  next: DeskOfficer[];
}
export interface DeskDuty {
  posts: DeskDutyPost[];
}
export interface DeskChannel {
  id: string;
  address: string;
  webhook: boolean;
  target: string;
  setAt: bigint;
  setBy: string;
  confirmed: bigint;
  lastSuccess: bigint;
  failingSince: bigint;
  secret: string;
}
export interface DeskChannels {
  channels: DeskChannel[];
}
export interface DeskLogEntry {
  position: bigint;
  madeAt: bigint;
  kind: string;
  about: string;
  name: string;
}
export interface DeskLog {
  entries: DeskLogEntry[];
}
export interface DeskGetFormKinds {
}
export interface DeskGetForms {
  all: boolean;
  room: string;
}
export interface DeskGetForm {
  message: string;
}
export interface DeskGetFormDrafts {
}
export interface DeskDiscardForm {
  id: string;
}
export interface DeskSendForm {
  draft?: DeskFormDraft | undefined;
  uploads: string[];
}
export interface DeskReportForm {
  message: string;
  act: string;
  text: string;
  promisedBy: bigint;
}
export interface DeskCommentForm {
  message: string;
  passage: string;
  text: string;
  proposal: string;
}
export interface DeskFieldDescription {
  name: string;
  type: DeskFieldDescription_Type;
  required: boolean;
  many: boolean;
  longest: number;
  least: number;
  most: number;
  choices: string[];
  onlyWith: string;
  onlyValue: string;
}
export interface DeskFormKind {
  kind: string;
  wantsAnswer: boolean;
  fields: DeskFieldDescription[];
}
export interface DeskFormKinds {
  kinds: DeskFormKind[];
}
export interface DeskField {
  name: string;
  values: string[];
}
export interface DeskFieldProblem {
  field: string;
  code: string;
  limit: string;
}
export interface DeskFormDraft {
  id: string;
  kind: string;
  to: string[];
  room: string;
  predecessor: string;
  from: string;
  subject: string;
  urgency: DeskUrgency;
  acknowledgeBy: bigint;
  handling: string[];
  fields: DeskField[];
  changed: bigint;
  problems: DeskFieldProblem[];
  required: string[];
  asks: string;
}
export interface DeskFormDrafts {
  drafts: DeskFormDraft[];
}
export interface DeskFormStep {
  act: string;
  officer: string;
  officerName: string;
  post: string;
  text: string;
  promisedBy: bigint;
  at: bigint;
}
export interface DeskFormDebt {
  what: DeskFormDebt_What;
  who: string;
  mine: boolean;
  yours: boolean;
  due: bigint;
  promised: boolean;
  overdue: boolean;
}
export interface DeskComment {
  message: string;
  officer: string;
  officerName: string;
  passage: string;
  text: string;
  proposal: string;
  found: boolean;
  at: bigint;
}
export interface DeskForm {
  message: string;
  room: string;
  subject: string;
  kind: string;
  version: number;
  known: boolean;
  fields: DeskField[];
  problems: DeskFieldProblem[];
  from: string;
  asked: string;
  officer: string;
  officerName: string;
  sentAt: bigint;
  outgoing: boolean;
  state: DeskForm_State;
  formal: DeskForm_Formal;
  open: boolean;
  debts: DeskFormDebt[];
  periodEnds: bigint;
  predecessor: string;
  successors: string[];
  history: DeskFormStep[];
  comments: DeskComment[];
}
export interface DeskForms {
  forms: DeskForm[];
}
export interface DeskRecipientState {
  device: string;
  officer: string;
  officerName: string;
  deliveredAt: bigint;
  readAt: bigint;
}
export interface DeskTextChange {
  officer: string;
  officerName: string;
  text: string;
  at: bigint;
}
export interface DeskForwarded {
  from: string;
  officer: string;
  officerName: string;
  sentAt: bigint;
  permission: string;
  permittedBy: string;
  verified: boolean;
  permissionVerified: boolean;
}
export interface DeskForwardDraft {
  message: string;
  to: string[];
  room: string;
  subject: string;
  from: string;
  reason: string;
}
export interface DeskForwardCheck {
  to: string[];
  handling: string[];
  against: string[];
  permittedBy: string;
  allowed: boolean;
}
export interface DeskAnswerWish {
  wish: string;
  grant: boolean;
  words: string;
}
export interface DeskEdit {
  message: string;
  text: string;
}
export interface DeskAdmit {
  room: string;
  addresses: string[];
  until: bigint;
  confirmAuthorities: string[];
}
export interface DeskGetRetention {
  room: string;
}
export interface DeskSetRetention {
  room: string;
  days: number;
}
export interface DeskRetention {
  days: number;
  own: boolean;
  agreedDays: number;
  agreedFrom: bigint;
  due: bigint;
}
export interface DeskGetOwnDevices {
}
export interface DeskOwnDevice {
  device: string;
  label: string;
  self: boolean;
  active: boolean;
  rooms: bigint;
  missing: bigint;
  still: bigint;
  signatureKey: string;
}
export interface DeskOwnDevices {
  devices: DeskOwnDevice[];
  ownKey: string;
}
export interface DeskGetLinks {
}
export interface DeskShowLink {
  gives: boolean;
}
export interface DeskEnterLink {
  code: string;
}
export interface DeskCancelLinks {
}
export interface DeskLink {
  gives: boolean;
  state: DeskLink_State;
  device: string;
  label: string;
  expires: bigint;
  messages: bigint;
  parts: bigint;
  partsDone: bigint;
}
export interface DeskLinks {
  links: DeskLink[];
  rooms: bigint;
  messages: bigint;
  bytes: bigint;
}
export interface DeskLinkOffer {
  code: string;
  qrSize: number;
  qrPath: string;
  gives: boolean;
  expires: bigint;
}
export interface DeskOfficeAct {
  what: DeskOfficeAct_What;
  authority: string;
  passphrase: Uint8Array;
  subject: string;
  name: string;
  device: string;
  text: string;
  registrar: boolean;
}
export interface DeskOfficeState {
  officers: DeskOfficeOfficer[];
  posts: DeskOfficePost[];
  devices: DeskOfficeDevice[];
  invites: DeskOfficeInvite[];
  text: string;
  notes: string[];
  proposals: DeskProposal[];
  proposalsKnown: boolean;
  changes: DeskChange[];
}
export interface DeskChange {
  field: string;
  before: string[];
  after: string[];
  concern: string;
}
export interface DeskProposal {
  id: string;
  authority: string;
  state: string;
  words: string;
  madeAt: string;
  changes: DeskChange[];
  signatures: number;
  threshold: number;
}
export interface DeskOfficeOfficer {
  address: string;
  name: string;
  active: boolean;
}
export interface DeskOfficePost {
  address: string;
  name: string;
  active: boolean;
  officers: string[];
}
export interface DeskOfficeDevice {
  device: string;
  officer: string;
  label: string;
  active: boolean;
}
export interface DeskOfficeInvite {
  id: string;
  officer: string;
  asks?: DeskOfficeDevice | undefined;
  signatureKey: string;
}
export const fields = {
  ToDesk: "id:u hello:DeskHello@body unlock:DeskUnlock@body lock:DeskLock@body active:DeskActive@body getStatus:DeskGetStatus@body getInbox:DeskGetInbox@body getRooms:DeskGetRooms@body getRoom:DeskGetRoom@body markRead:DeskMarkRead@body send:DeskSend@body search:DeskSearch@body getAuthority:DeskGetAuthority@body getRecipients:DeskGetRecipients@body markAlarmsSeen:DeskMarkAlarmsSeen@body saveAttachment:DeskSaveAttachment@body retry:DeskRetry@body getWaiting:DeskGetWaiting@body answer:DeskAnswer@body getReach:DeskGetReach@body getDuty:DeskGetDuty@body takeDuty:DeskTakeDuty@body handOver:DeskHandOver@body acceptDuty:DeskTakeDuty@body getChannels:DeskGetChannels@body addChannel:DeskAddChannel@body testChannel:DeskTestChannel@body confirmChannel:DeskConfirmChannel@body removeChannel:DeskRemoveChannel@body changeRoom:DeskChangeRoom@body find:DeskFind@body exportRecord:DeskExportRecord@body getNotes:DeskGetNotes@body keepNote:DeskKeepNote@body getLog:DeskGetLog@body getFormKinds:DeskGetFormKinds@body getForms:DeskGetForms@body getForm:DeskGetForm@body getFormDrafts:DeskGetFormDrafts@body beginForm:DeskFormDraft@body keepForm:DeskFormDraft@body discardForm:DeskDiscardForm@body sendForm:DeskSendForm@body reportForm:DeskReportForm@body commentForm:DeskCommentForm@body checkForward:DeskForwardDraft@body forward:DeskForwardDraft@body askForward:DeskForwardDraft@body answerWish:DeskAnswerWish@body edit:DeskEdit@body retract:DeskEdit@body getNewcomers:DeskAdmit@body admit:DeskAdmit@body getRetention:DeskGetRetention@body setRetention:DeskSetRetention@body getOwnDevices:DeskGetOwnDevices@body officeAct:DeskOfficeAct@body getLinks:DeskGetLinks@body showLink:DeskShowLink@body readLink:DeskEnterLink@body enterLink:DeskEnterLink@body cancelLinks:DeskCancelLinks@body getUploads:DeskGetUploads@body getUncallable:DeskGetUncallable@body stopAttachment:DeskStopAttachment@body showAttachment:DeskShowAttachment@body",
  FromDesk: "id:u done:DeskDone@body failure:DeskFailure@body welcome:DeskWelcome@body status:DeskStatus@body messages:DeskMessages@body rooms:DeskRooms@body room:DeskRoomHistory@body sent:DeskSent@body authorities:DeskAuthorities@body recipients:DeskRecipients@body saved:DeskSaved@body waiting:DeskWaiting@body reaches:DeskReaches@body duty:DeskDuty@body channels:DeskChannels@body roomChanged:DeskRoomChanged@body found:DeskFound@body record:DeskRecord@body 26=notes:DeskNotes@body log:DeskLog@body formKinds:DeskFormKinds@body forms:DeskForms@body form:DeskForm@body formDrafts:DeskFormDrafts@body forwardCheck:DeskForwardCheck@body retention:DeskRetention@body ownDevices:DeskOwnDevices@body office:DeskOfficeState@body links:DeskLinks@body linkOffer:DeskLinkOffer@body uploads:DeskUploads@body shown:DeskShown@body 20=connection:DeskConnection@body arrived:DeskMessage@body notice:DeskNotice@body queueChanged:DeskQueueChanged@body locked:DeskLocked@body progress:DeskProgress@body",
  DeskHello: "bearer:s",
  DeskUnlock: "passphrase:y",
  DeskLock: "",
  DeskActive: "",
  DeskGetStatus: "examine:b",
  DeskGetInbox: "limit:u unsent:b read:b first:l",
  DeskGetRooms: "limit:u first:l text:s current:b",
  DeskGetRoom: "room:s limit:u first:l? around:s",
  DeskMarkRead: "message:s",
  DeskSend: "to:s* room:s inReplyTo:s subject:s text:s urgency:u handling:s* uploads:s* from:s acknowledgeBy:i",
  DeskGetWaiting: "firstForMe:l firstForOthers:l limit:u",
  DeskAnswer: "message:s act:u words:s",
  DeskGetReach: "addresses:s*",
  DeskGetUncallable: "to:s* room:s inReplyTo:s from:s asks:s",
  DeskGetDuty: "",
  DeskTakeDuty: "post:s remarks:s",
  DeskHandOver: "post:s to:s remarks:s promises:DeskHandoverItem*",
  DeskGetChannels: "",
  DeskAddChannel: "address:s webhook:b target:s",
  DeskTestChannel: "id:s",
  DeskConfirmChannel: "id:s code:s",
  DeskRemoveChannel: "id:s",
  DeskChangeRoom: "room:s subject:s@change closed:b@change reference:s@change addHandling:s@change removeHandling:s@change waitFor:DeskAddresses@change leave:s@change remove:DeskAddresses@change retentionDays:u@change readReceipts:b@change addOwner:s@change removeOwner:s@change",
  DeskAddresses: "addresses:s*",
  DeskFind: "text:s room:s from:s since:i",
  DeskExportRecord: "room:s language:s pdf:b",
  DeskGetNotes: "",
  DeskKeepNote: "name:s content:y",
  DeskGetLog: "authority:s",
  DeskSearch: "text:s country:s mandate:s network:s language:s onDuty:b",
  DeskGetAuthority: "id:s",
  DeskGetRecipients: "to:s*",
  DeskMarkAlarmsSeen: "",
  DeskSaveAttachment: "message:s position:u",
  DeskStopAttachment: "message:s position:u sending:b act:u",
  DeskShowAttachment: "message:s position:u",
  DeskRetry: "",
  DeskGetUploads: "",
  DeskDone: "",
  DeskFailure: "kind:u code:s message:s advice:s arguments:DeskArgument*",
  DeskArgument: "name:s value:s",
  DeskWelcome: "version:s locked:b idleMinutes:u office:b registrar:b",
  DeskLocked: "idle:b",
  DeskQueueChanged: "",
  DeskProgress: "message:s position:u done:l total:l ended:b",
  DeskConnection: "state:u reason:DeskFailure retryAt:i",
  DeskNotice: "level:u at:i room:s text:s sentences:DeskSentence*",
  DeskSentence: "id:s arguments:DeskArgument*",
  DeskStatus: "authority:s officer:s officerName:s device:s label:s relay:s posts:s* rooms:l unread:l queued:l alarms:DeskNotice* headKnown:b 14=connection:DeskConnection checks:DeskCheck* waitingForMe:l 18=headSeconds:i headWitnessed:b 17=awaitsApproval:b 20=urgentMinutes:u emergencyMinutes:u",
  DeskCheck: "check:s outcome:u says:DeskSentence*",
  DeskAttachment: "name:s mediaType:s size:l savedTo:s fetched:l storedSize:l toSend:b held:b",
  DeskMessage: "id:s room:s subject:s from:s officer:s officerName:s text:s inReplyTo:s urgency:u handling:s* sentAt:i receivedAt:i state:u stateReason:s outgoing:b read:b unknownKind:b attachments:DeskAttachment* kind:s about:s act:s withoutEffect:b matter:DeskMatter failed:b recipients:DeskRecipientState* form:DeskForm comment:DeskComment roomHandling:s* edits:DeskTextChange* retraction:DeskTextChange forwarded:DeskForwarded forwardTo:s* repeatedBy:s waits:b stateFailure:DeskFailure",
  DeskMatterAnswer: "state:u officer:s officerName:s post:s reason:s at:i",
  DeskMatter: "message:s room:s subject:s from:s asked:s urgency:u sentAt:i answerBy:i state:u officer:s officerName:s reason:s answeredAt:i overdue:b outgoing:b asksMe:b mine:b history:DeskMatterAnswer*",
  DeskWaitingItem: "what:u message:s room:s subject:s whom:s urgency:u since:i due:i overdue:b promised:b",
  DeskWaitingPart: "items:DeskWaitingItem* first:l total:l",
  DeskWaiting: "forMe:DeskWaitingPart forOthers:DeskWaitingPart messages:DeskMessage*",
  DeskMessages: "messages:DeskMessage* first:l total:l",
  DeskMember: "officer:s officerName:s self:b",
  DeskRoom: "id:s subject:s participants:s* members:DeskMember* messages:l unread:l left:b owners:s* guests:DeskGuest* references:DeskReference* handling:s* phase:u waitingFor:s* retentionDays:u changesWaiting:s* readReceipts:b placeLost:b",
  DeskGuest: "address:s name:s until:i",
  DeskReference: "authority:s number:s",
  DeskRoomChanged: "done:b reason:s",
  DeskFound: "messages:DeskMessage* more:b",
  DeskRecord: "out:s messages:l withoutEvidence:l attachments:l missing:s* erased:l pdf:b pdfProblem:s directory:s",
  DeskNote: "name:s content:y",
  DeskNotes: "notes:DeskNote*",
  DeskRooms: "rooms:DeskRoom* first:l total:l",
  DeskRoomHistory: "room:DeskRoom messages:DeskMessage* first:l total:l",
  DeskSent: "message:s room:s",
  DeskSaved: "path:s",
  DeskUploads: "ids:s*",
  DeskShown: "mediaType:s picture:y text:s cut:b",
  DeskText: "language:s text:s",
  DeskOffice: "known:b open:b until:i holiday:DeskText*",
  DeskPost: "address:s kind:u names:DeskText* networks:s* languages:s* reachable:b dutyPlanned:b onDuty:s* dutyUntil:i officers:s*",
  DeskMandate: "convention:s article:s function:s",
  DeskHours: "isoWeekday:u opensMinute:u closesMinute:u",
  DeskAuthority: "id:s country:s organisation:s status:s names:DeskText* mandates:DeskMandate* networks:s* workingLanguages:s* requestLanguages:s* timeZone:s office:DeskOffice officeHours:DeskHours* interpol:s acceptedChannels:s* postalAddress:s serviceToContact:s telephone:s telephone24h:s fax:s email:s website:s encryptionRequired:b eSignatureRequired:b executionRequirements:DeskText* urgentProcedure:DeskText* legalBasis:DeskText* informalChannels:DeskText* comments:DeskText* links:s* lastConfirmed:s overdue:b posts:DeskPost*",
  DeskAuthorities: "authorities:DeskAuthority*",
  DeskRecipient: "address:s authority:DeskAuthority post:DeskPost",
  DeskRecipients: "recipients:DeskRecipient*",
  DeskReach: "address:s state:u since:i",
  DeskReaches: "reaches:DeskReach*",
  DeskOfficer: "address:s name:s",
  DeskHandoverItem: "room:s message:s text:s due:i inCharge:s",
  DeskHandover: "from:DeskOfficer to:DeskOfficer at:i open:DeskHandoverItem* promises:DeskHandoverItem* remarks:s forMe:b",
  DeskDutyPost: "post:s planned:b now:DeskOfficer* until:i holder:DeskOfficer since:i bySheet:b heldByMe:b waiting:DeskHandover open:DeskHandoverItem* colleagues:DeskOfficer* next:DeskOfficer*",
  DeskDuty: "posts:DeskDutyPost*",
  DeskChannel: "id:s address:s webhook:b target:s setAt:i setBy:s confirmed:i lastSuccess:i failingSince:i secret:s",
  DeskChannels: "channels:DeskChannel*",
  DeskLogEntry: "position:l madeAt:i kind:s about:s name:s",
  DeskLog: "entries:DeskLogEntry*",
  DeskGetFormKinds: "",
  DeskGetForms: "all:b room:s",
  DeskGetForm: "message:s",
  DeskGetFormDrafts: "",
  DeskDiscardForm: "id:s",
  DeskSendForm: "draft:DeskFormDraft uploads:s*",
  DeskReportForm: "message:s act:s text:s promisedBy:i",
  DeskCommentForm: "message:s passage:s text:s proposal:s",
  DeskFieldDescription: "name:s type:u required:b many:b longest:u least:u most:u choices:s* onlyWith:s onlyValue:s",
  DeskFormKind: "kind:s wantsAnswer:b fields:DeskFieldDescription*",
  DeskFormKinds: "kinds:DeskFormKind*",
  DeskField: "name:s values:s*",
  DeskFieldProblem: "field:s code:s limit:s",
  DeskFormDraft: "id:s kind:s to:s* room:s predecessor:s from:s subject:s urgency:u acknowledgeBy:i handling:s* fields:DeskField* changed:i problems:DeskFieldProblem* required:s* asks:s",
  DeskFormDrafts: "drafts:DeskFormDraft*",
  DeskFormStep: "act:s officer:s officerName:s post:s text:s promisedBy:i at:i",
  DeskFormDebt: "what:u who:s mine:b yours:b due:i promised:b overdue:b",
  DeskComment: "message:s officer:s officerName:s passage:s text:s proposal:s found:b at:i",
  DeskForm: "message:s room:s subject:s kind:s version:u known:b fields:DeskField* problems:DeskFieldProblem* from:s asked:s officer:s officerName:s sentAt:i outgoing:b state:u formal:u open:b debts:DeskFormDebt* periodEnds:i predecessor:s successors:s* history:DeskFormStep* comments:DeskComment*",
  DeskForms: "forms:DeskForm*",
  DeskRecipientState: "device:s officer:s officerName:s deliveredAt:i readAt:i",
  DeskTextChange: "officer:s officerName:s text:s at:i",
  DeskForwarded: "from:s officer:s officerName:s sentAt:i permission:s permittedBy:s verified:b permissionVerified:b",
  DeskForwardDraft: "message:s to:s* room:s subject:s from:s reason:s",
  DeskForwardCheck: "to:s* handling:s* against:s* permittedBy:s allowed:b",
  DeskAnswerWish: "wish:s grant:b words:s",
  DeskEdit: "message:s text:s",
  DeskAdmit: "room:s addresses:s* until:i confirmAuthorities:s*",
  DeskGetRetention: "room:s",
  DeskSetRetention: "room:s days:u",
  DeskRetention: "days:u own:b agreedDays:u agreedFrom:i due:l",
  DeskGetOwnDevices: "",
  DeskOwnDevice: "device:s label:s self:b active:b rooms:l missing:l still:l signatureKey:s",
  DeskOwnDevices: "devices:DeskOwnDevice* ownKey:s",
  DeskGetLinks: "",
  DeskShowLink: "gives:b",
  DeskEnterLink: "code:s",
  DeskCancelLinks: "",
  DeskLink: "gives:b state:u device:s label:s expires:i messages:l parts:l partsDone:l",
  DeskLinks: "links:DeskLink* rooms:l messages:l bytes:l",
  DeskLinkOffer: "code:s qrSize:u qrPath:s gives:b expires:i",
  DeskOfficeAct: "what:u authority:s passphrase:y subject:s name:s device:s text:s registrar:b",
  DeskOfficeState: "officers:DeskOfficeOfficer* posts:DeskOfficePost* devices:DeskOfficeDevice* invites:DeskOfficeInvite* text:s notes:s* proposals:DeskProposal* proposalsKnown:b changes:DeskChange*",
  DeskChange: "field:s before:s* after:s* concern:s",
  DeskProposal: "id:s authority:s state:s words:s madeAt:s changes:DeskChange* signatures:u threshold:u",
  DeskOfficeOfficer: "address:s name:s active:b",
  DeskOfficePost: "address:s name:s active:b officers:s*",
  DeskOfficeDevice: "device:s officer:s label:s active:b",
  DeskOfficeInvite: "id:s officer:s asks:DeskOfficeDevice signatureKey:s",
};
export interface Types {
  ToDesk: ToDesk;
  FromDesk: FromDesk;
  DeskHello: DeskHello;
  DeskUnlock: DeskUnlock;
  DeskLock: DeskLock;
  DeskActive: DeskActive;
  DeskGetStatus: DeskGetStatus;
  DeskGetInbox: DeskGetInbox;
  DeskGetRooms: DeskGetRooms;
  DeskGetRoom: DeskGetRoom;
  DeskMarkRead: DeskMarkRead;
  DeskSend: DeskSend;
  DeskGetWaiting: DeskGetWaiting;
  DeskAnswer: DeskAnswer;
  DeskGetReach: DeskGetReach;
  DeskGetUncallable: DeskGetUncallable;
  DeskGetDuty: DeskGetDuty;
  DeskTakeDuty: DeskTakeDuty;
  DeskHandOver: DeskHandOver;
  DeskGetChannels: DeskGetChannels;
  DeskAddChannel: DeskAddChannel;
  DeskTestChannel: DeskTestChannel;
  DeskConfirmChannel: DeskConfirmChannel;
  DeskRemoveChannel: DeskRemoveChannel;
  DeskChangeRoom: DeskChangeRoom;
  DeskAddresses: DeskAddresses;
  DeskFind: DeskFind;
  DeskExportRecord: DeskExportRecord;
  DeskGetNotes: DeskGetNotes;
  DeskKeepNote: DeskKeepNote;
  DeskGetLog: DeskGetLog;
  DeskSearch: DeskSearch;
  DeskGetAuthority: DeskGetAuthority;
  DeskGetRecipients: DeskGetRecipients;
  DeskMarkAlarmsSeen: DeskMarkAlarmsSeen;
  DeskSaveAttachment: DeskSaveAttachment;
  DeskStopAttachment: DeskStopAttachment;
  DeskShowAttachment: DeskShowAttachment;
  DeskRetry: DeskRetry;
  DeskGetUploads: DeskGetUploads;
  DeskDone: DeskDone;
  DeskFailure: DeskFailure;
  DeskArgument: DeskArgument;
  DeskWelcome: DeskWelcome;
  DeskLocked: DeskLocked;
  DeskQueueChanged: DeskQueueChanged;
  DeskProgress: DeskProgress;
  DeskConnection: DeskConnection;
  DeskNotice: DeskNotice;
  DeskSentence: DeskSentence;
  DeskStatus: DeskStatus;
  DeskCheck: DeskCheck;
  DeskAttachment: DeskAttachment;
  DeskMessage: DeskMessage;
  DeskMatterAnswer: DeskMatterAnswer;
  DeskMatter: DeskMatter;
  DeskWaitingItem: DeskWaitingItem;
  DeskWaitingPart: DeskWaitingPart;
  DeskWaiting: DeskWaiting;
  DeskMessages: DeskMessages;
  DeskMember: DeskMember;
  DeskRoom: DeskRoom;
  DeskGuest: DeskGuest;
  DeskReference: DeskReference;
  DeskRoomChanged: DeskRoomChanged;
  DeskFound: DeskFound;
  DeskRecord: DeskRecord;
  DeskNote: DeskNote;
  DeskNotes: DeskNotes;
  DeskRooms: DeskRooms;
  DeskRoomHistory: DeskRoomHistory;
  DeskSent: DeskSent;
  DeskSaved: DeskSaved;
  DeskUploads: DeskUploads;
  DeskShown: DeskShown;
  DeskText: DeskText;
  DeskOffice: DeskOffice;
  DeskPost: DeskPost;
  DeskMandate: DeskMandate;
  DeskHours: DeskHours;
  DeskAuthority: DeskAuthority;
  DeskAuthorities: DeskAuthorities;
  DeskRecipient: DeskRecipient;
  DeskRecipients: DeskRecipients;
  DeskReach: DeskReach;
  DeskReaches: DeskReaches;
  DeskOfficer: DeskOfficer;
  DeskHandoverItem: DeskHandoverItem;
  DeskHandover: DeskHandover;
  DeskDutyPost: DeskDutyPost;
  DeskDuty: DeskDuty;
  DeskChannel: DeskChannel;
  DeskChannels: DeskChannels;
  DeskLogEntry: DeskLogEntry;
  DeskLog: DeskLog;
  DeskGetFormKinds: DeskGetFormKinds;
  DeskGetForms: DeskGetForms;
  DeskGetForm: DeskGetForm;
  DeskGetFormDrafts: DeskGetFormDrafts;
  DeskDiscardForm: DeskDiscardForm;
  DeskSendForm: DeskSendForm;
  DeskReportForm: DeskReportForm;
  DeskCommentForm: DeskCommentForm;
  DeskFieldDescription: DeskFieldDescription;
  DeskFormKind: DeskFormKind;
  DeskFormKinds: DeskFormKinds;
  DeskField: DeskField;
  DeskFieldProblem: DeskFieldProblem;
  DeskFormDraft: DeskFormDraft;
  DeskFormDrafts: DeskFormDrafts;
  DeskFormStep: DeskFormStep;
  DeskFormDebt: DeskFormDebt;
  DeskComment: DeskComment;
  DeskForm: DeskForm;
  DeskForms: DeskForms;
  DeskRecipientState: DeskRecipientState;
  DeskTextChange: DeskTextChange;
  DeskForwarded: DeskForwarded;
  DeskForwardDraft: DeskForwardDraft;
  DeskForwardCheck: DeskForwardCheck;
  DeskAnswerWish: DeskAnswerWish;
  DeskEdit: DeskEdit;
  DeskAdmit: DeskAdmit;
  DeskGetRetention: DeskGetRetention;
  DeskSetRetention: DeskSetRetention;
  DeskRetention: DeskRetention;
  DeskGetOwnDevices: DeskGetOwnDevices;
  DeskOwnDevice: DeskOwnDevice;
  DeskOwnDevices: DeskOwnDevices;
  DeskGetLinks: DeskGetLinks;
  DeskShowLink: DeskShowLink;
  DeskEnterLink: DeskEnterLink;
  DeskCancelLinks: DeskCancelLinks;
  DeskLink: DeskLink;
  DeskLinks: DeskLinks;
  DeskLinkOffer: DeskLinkOffer;
  DeskOfficeAct: DeskOfficeAct;
  DeskOfficeState: DeskOfficeState;
  DeskChange: DeskChange;
  DeskProposal: DeskProposal;
  DeskOfficeOfficer: DeskOfficeOfficer;
  DeskOfficePost: DeskOfficePost;
  DeskOfficeDevice: DeskOfficeDevice;
  DeskOfficeInvite: DeskOfficeInvite;
}
