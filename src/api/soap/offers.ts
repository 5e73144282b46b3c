/** How a route of the agency API is called in SOAP. */
export interface Offer {
  /** The operation, and the element of its request; a published name never changes. */
  readonly name: string
  /** The member that holds the body, beside those of the address. */
  readonly body?: string
  /** The member that holds the answer; absent: the answer's own members stand there. */
  readonly answer?: string
}

/** Every route of the agency API stands here or below; a test says which does not. */
export const offers: Readonly<Record<string, Offer>> = {
  'PUT /dossiers/:code': { name: 'PutDossier', body: 'dossier', answer: 'acceptance' },
  'POST /dossiers/:code/steps': { name: 'AddStep', body: 'step', answer: 'acceptance' },
  'GET /dossiers/:code': { name: 'GetDossier', answer: 'dossier' },
  'GET /dossiers/:code/story': { name: 'GetStory', answer: 'story' },
  'GET /dossiers': { name: 'ListDossiers' },
  'GET /messages/:id': { name: 'GetMessage', answer: 'message' },
  'GET /events': { name: 'ListEvents' },
  'POST /citizens::verify': { name: 'VerifyCitizen', body: 'question' },
  'POST /citizens::lookup': { name: 'LookUpCitizen', body: 'question' },
  'POST /exchanges/:adapter/:operation': { name: 'AskPlatform', body: 'question' },
  'POST /land/dossiers': { name: 'SendLandDossier', body: 'dossier', answer: 'acceptance' },
  'POST /land/dossiers/:code/supplements': {
    ...{ name: 'SendLandSupplement', body: 'supplement', answer: 'acceptance' },
  },
  'POST /land/dossiers/:code/hand-overs': {
    ...{ name: 'SendLandHandOver', body: 'handOver', answer: 'acceptance' },
  },
  'POST /land/dossiers/:code/wrong-results': {
    ...{ name: 'SendLandWrongResult', body: 'wrongResult', answer: 'acceptance' },
  },
  'POST /tax/slips': { name: 'SendTaxSlip', body: 'slip', answer: 'acceptance' },
  'GET /dossiers/:code/obligation': { name: 'GetObligation', answer: 'obligation' },
  'POST /payments': { name: 'CreatePayment', body: 'payment', answer: 'payment' },
  'GET /payments/:reference': { name: 'GetPayment', answer: 'payment' },
  'GET /dossiers/:code/payments': { name: 'ListPayments' },
  'GET /payments/:reference/receipt': { name: 'GetReceipt', answer: 'receipt' },
  'POST /notifications': { name: 'SendNotification', body: 'notification', answer: 'notification' },
  'GET /notifications/:id': { name: 'GetNotification', answer: 'notification' },
  'POST /postal-orders': { name: 'PlacePostalOrder', body: 'order', answer: 'order' },
  'GET /postal-orders/:id': { name: 'GetPostalOrder', answer: 'order' },
  'POST /postal-orders/:id/cancel': { name: 'CancelPostalOrder', answer: 'order' },
  'POST /documents': { name: 'SendDocument', body: 'document', answer: 'acceptance' },
  'POST /document-statuses': { name: 'ReportDocumentStatus', body: 'status', answer: 'acceptance' },
  'GET /documents/:id': { name: 'GetDocument', answer: 'document' },
  'GET /catalogs': { name: 'ListCatalogs' },
  'GET /catalogs/:name': { name: 'GetCatalog' },
  'POST /payments/:reference/refunds': { name: 'RefundPayment', body: 'refund', answer: 'refund' },
  'GET /payments/:reference/refunds': { name: 'ListRefunds' },
  'POST /papers::search': { name: 'SearchPapers', body: 'question' },
  'POST /papers::fetch': { name: 'FetchPaper', body: 'question', answer: 'file' },
  'POST /ratings': { name: 'ReportRatings', body: 'rating', answer: 'report' },
  'GET /questions': { name: 'ListQuestions' },
  'GET /questions/:id': { name: 'GetQuestion', answer: 'question' },
  'PUT /questions/:id': { name: 'PutQuestion', body: 'question', answer: 'acceptance' },
  'POST /questions/:id/answer': { name: 'AnswerQuestion', body: 'answer', answer: 'acceptance' },
}

/** What SOAP does not offer, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  'POST /dossiers::import':
    'a stream of lines both ways, of any length; an envelope is read as a whole. PutDossier and AddStep say the same one by one',
  'POST /attachments':
    'bytes as they come, of any length; an envelope is read as a whole. SendDocument carries small ones itself',
  'GET /documents/:id/attachments/:number':
    'bytes as they come, of any length; an envelope is written as a whole',
  'GET /documents/:id/original': 'bytes as they come, of any length; an envelope is written as a whole',
}
