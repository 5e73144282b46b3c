import type { JsonSchema } from '../contract/schemas.ts'

const hour = { type: 'integer', minimum: 0, maximum: 24 } as const
const headerName = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$' } as const
const perMinute = (env: string, who: string, standard: number) =>
  ({
    env,
    type: 'integer',
    minimum: 1,
    maximum: 10_000_000,
    default: standard,
    description: `questions to the population database per minute, of ${who}; keep it below the database’s own quota`,
  }) as const

/**
 * Every setting there is: file first, environment over it. `env` names the environment variable,
 * `writeOnly` marks what is never printed.
 */
export const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    role: {
      env: 'LIENTHONG_ROLE',
      enum: ['all', 'gateway', 'worker'],
      default: 'all',
      description: 'gateway answers calls, worker delivers to the platforms, all does both',
    },
    host: {
      env: 'LIENTHONG_HOST',
      type: 'string',
      default: '127.0.0.1',
      description: 'address the gateway listens on',
    },
    port: {
      env: 'LIENTHONG_PORT',
      type: 'integer',
      minimum: 0,
      maximum: 65535,
      default: 8080,
      description: 'port the gateway listens on; 0 takes a free one',
    },
    data: {
      env: 'LIENTHONG_DATA',
      type: 'string',
      minLength: 1,
      default: './data',
      description: 'data folder',
    },
    databaseUrl: {
      env: 'DATABASE_URL',
      type: 'string',
      writeOnly: true,
      description: 'PostgreSQL 14 or newer; absent: an embedded server under the data folder',
    },
    redisUrl: {
      env: 'REDIS_URL',
      type: 'string',
      writeOnly: true,
      description: 'Redis for the queue; absent: the queue lives in PostgreSQL',
    },
    sealKey: {
      env: 'LIENTHONG_SEAL_KEY',
      type: 'string',
      pattern: '^[0-9A-Za-z+/]{43}=$',
      writeOnly: true,
      description:
        '32 bytes in base64 that seal message bodies; absent: made once in the data folder. Every process of one ledger needs the same',
    },
    logLevel: {
      env: 'LIENTHONG_LOG_LEVEL',
      enum: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      default: 'info',
      description: 'log level',
    },
    logFile: {
      env: 'LIENTHONG_LOG_FILE',
      type: 'string',
      minLength: 1,
      description: 'where log lines go; - is standard output; default: gateway.log in the data folder',
    },
    bodyLimitBytes: {
      env: 'LIENTHONG_BODY_LIMIT_BYTES',
      type: 'integer',
      minimum: 1024,
      maximum: 104857600,
      default: 2097152,
      description: 'largest request body, in bytes (imports stream and have no limit but this one per line)',
    },
    bodySeconds: {
      env: 'LIENTHONG_BODY_SECONDS',
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      default: 60,
      description: 'how long a request body may take to arrive, in seconds (imports may take longer)',
    },
    stopGraceSeconds: {
      env: 'LIENTHONG_STOP_GRACE_SECONDS',
      type: 'integer',
      minimum: 1,
      maximum: 600,
      default: 10,
      description: 'how long a stop waits for deliveries in flight before it hands them back, in seconds',
    },
    lateEffectSeconds: {
      env: 'LIENTHONG_LATE_EFFECT_SECONDS',
      type: 'integer',
      minimum: 0,
      maximum: 604800,
      default: 900,
      description:
        'so long after a call to a platform was given up it may still act there, in seconds; then its dossier’s newest version is told once more; 0: never',
    },
    sandbox: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        enabled: {
          env: 'LIENTHONG_SANDBOX',
          type: 'boolean',
          description:
            'run the sandbox platforms beside the gateway; default: while no real platform is configured',
        },
        port: {
          env: 'LIENTHONG_SANDBOX_PORT',
          type: 'integer',
          minimum: 0,
          maximum: 65535,
          default: 8090,
          description: 'port of the sandbox',
        },
      },
    },
    proxies: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        trusted: {
          env: 'LIENTHONG_TRUSTED_PROXIES',
          type: 'array',
          items: { type: 'string', pattern: '^[0-9a-fA-F:.]+(/[0-9]{1,3})?$' },
          default: [],
          description:
            'proxies before the gateway, as addresses or address/prefix; what they say of their callers is believed, what others say is not',
        },
        addressHeader: {
          env: 'LIENTHONG_PROXY_ADDRESS_HEADER',
          enum: ['x-forwarded-for', 'forwarded'],
          default: 'x-forwarded-for',
          description: 'in which of these headers they tell their caller’s address',
        },
        certificateHeader: {
          env: 'LIENTHONG_PROXY_CERTIFICATE_HEADER',
          ...headerName,
          description:
            'in which header they hand over their caller’s certificate; they must overwrite it, e.g. nginx: proxy_set_header ssl-client-cert $ssl_client_escaped_cert',
        },
        fingerprintHeader: {
          env: 'LIENTHONG_PROXY_FINGERPRINT_HEADER',
          ...headerName,
          description: 'or its SHA-256 alone; they must overwrite it',
        },
      },
    },
    tls: {
      type: 'object',
      additionalProperties: false,
      default: {},
      dependentRequired: {
        certificate: ['key'],
        key: ['certificate'],
        clientAuthorities: ['certificate'],
      },
      properties: {
        host: {
          env: 'LIENTHONG_TLS_HOST',
          type: 'string',
          default: '0.0.0.0',
          description: 'address the gateway listens on with TLS, beside the one without',
        },
        port: {
          env: 'LIENTHONG_TLS_PORT',
          type: 'integer',
          minimum: 0,
          maximum: 65535,
          default: 8443,
          description: 'port the gateway listens on with TLS; 0 takes a free one',
        },
        certificate: {
          env: 'LIENTHONG_TLS_CERTIFICATE',
          type: 'string',
          minLength: 1,
          description:
            'file of the gateway’s certificate in PEM, those above it after it; absent: no TLS. A changed file is taken within seconds',
        },
        key: {
          env: 'LIENTHONG_TLS_KEY',
          type: 'string',
          minLength: 1,
          description: 'file of its key in PEM',
        },
        clientAuthorities: {
          env: 'LIENTHONG_TLS_CLIENT_AUTHORITIES',
          type: 'string',
          minLength: 1,
          description:
            'file of the authorities, in PEM, whose client certificates count; who has none may still call where none is asked for',
        },
        askClients: {
          env: 'LIENTHONG_TLS_ASK_CLIENTS',
          type: 'boolean',
          default: false,
          description:
            'ask callers for a certificate also without such authorities; then only adapters judge it, by what they pin',
        },
      },
    },
    egress: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        allowedNetworks: {
          env: 'LIENTHONG_EGRESS_ALLOWED_NETWORKS',
          type: 'array',
          items: { type: 'string', pattern: '^[0-9a-fA-F:.]+/[0-9]{1,3}(:[0-9]{1,5})?$' },
          default: [],
          description:
            'networks that are not public and yet may be called, as address/prefix or address/prefix:port, e.g. 10.1.2.0/28; in the variable separated by commas',
        },
      },
    },
    registry: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        dualControl: {
          env: 'LIENTHONG_DUAL_CONTROL',
          type: 'boolean',
          default: false,
          description:
            'an adapter version is activated by another admin than the one who registered it, and changed settings are confirmed by another; it binds admins, not who holds the seal key on this machine',
        },
      },
    },
    population: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        profiles: {
          env: 'LIENTHONG_POPULATION_PROFILES',
          type: 'string',
          minLength: 1,
          description: 'folder of profiles.csv; absent: config/population of the gateway',
        },
        officerPerMinute: perMinute('LIENTHONG_POPULATION_OFFICER_PER_MINUTE', 'one officer', 20),
        unitPerMinute: perMinute('LIENTHONG_POPULATION_UNIT_PER_MINUTE', 'one unit', 200),
        perMinute: perMinute(
          'LIENTHONG_POPULATION_PER_MINUTE',
          'all together, of one gateway process',
          1_000,
        ),
        sequence: {
          env: 'LIENTHONG_POPULATION_SEQUENCE',
          type: 'integer',
          minimum: 2,
          maximum: 1000,
          default: 5,
          description: 'so many neighbouring numbers in a row, asked by one officer, are refused',
        },
        officeFrom: {
          env: 'LIENTHONG_POPULATION_OFFICE_FROM',
          ...hour,
          default: 6,
          description: 'questions before this hour of Vietnam are flagged',
        },
        officeTo: {
          env: 'LIENTHONG_POPULATION_OFFICE_TO',
          ...hour,
          default: 20,
          description: 'questions from this hour on are flagged',
        },
      },
    },
    payments: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        repairAfterMinutes: {
          env: 'LIENTHONG_PAYMENTS_REPAIR_AFTER_MINUTES',
          type: 'integer',
          minimum: 1,
          maximum: 1440,
          default: 30,
          description: 'a payment of which nothing has been heard for so long is asked about at its platform',
        },
        repairForDays: {
          env: 'LIENTHONG_PAYMENTS_REPAIR_FOR_DAYS',
          type: 'integer',
          minimum: 1,
          maximum: 30,
          default: 3,
          description: 'for how many days a payment is asked about',
        },
        reconcileAt: {
          env: 'LIENTHONG_PAYMENTS_RECONCILE_AT',
          type: 'string',
          pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
          default: '02:30',
          description: 'when the payments of the day before are reconciled, on the clock of Vietnam',
        },
      },
    },
    notifications: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        enabled: {
          env: 'LIENTHONG_NOTIFICATIONS',
          type: 'boolean',
          description:
            'tell citizens by themselves when a dossier is received, its fee paid, its result ready; default: only with the sandbox',
        },
        quietHours: {
          env: 'LIENTHONG_QUIET_HOURS',
          type: 'string',
          pattern: '^(none|([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9])$',
          description:
            'when nobody gets a message, on Vietnam’s clock, e.g. 21:00-07:00, or none; default: 21:00-07:00, with the sandbox none',
        },
        dailyCap: {
          env: 'LIENTHONG_NOTIFICATIONS_DAILY_CAP',
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          default: 10,
          description: 'messages to one number in a day at the most',
        },
        fallbackOnUndelivered: {
          env: 'LIENTHONG_NOTIFICATIONS_FALLBACK',
          type: 'boolean',
          default: true,
          description:
            'try the next channel when a provider reports that a message has not reached the telephone; a provider that errs makes two of one',
        },
      },
    },
    tax: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        firstSeconds: {
          env: 'LIENTHONG_TAX_FIRST_SECONDS',
          type: 'integer',
          minimum: 1,
          maximum: 86400,
          default: 900,
          description:
            'how long after a slip the tax office is first asked about it, in seconds; then ever more slowly',
        },
        longestSeconds: {
          env: 'LIENTHONG_TAX_LONGEST_SECONDS',
          type: 'integer',
          minimum: 1,
          maximum: 604800,
          default: 86400,
          description: 'longest wait between two questions to the tax office about one dossier, in seconds',
        },
      },
    },
    questions: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        pullSeconds: {
          env: 'LIENTHONG_QUESTIONS_PULL_SECONDS',
          type: 'integer',
          minimum: 5,
          maximum: 86400,
          description:
            'how often platforms are asked for new questions of citizens, in seconds; default: 900, with the sandbox 15',
        },
        keepAskerDays: {
          env: 'LIENTHONG_QUESTIONS_KEEP_ASKER_DAYS',
          type: 'integer',
          minimum: 1,
          maximum: 3650,
          default: 90,
          description: 'for how many days it is kept who asked; then it is deleted',
        },
      },
    },
    files: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        publicUrl: {
          env: 'LIENTHONG_PUBLIC_URL',
          type: 'string',
          pattern: '^https?://[^\\s?#]+$',
          description:
            'address at which platforms reach this gateway; with it, addresses at agencies’ file stores become signed links. Absent: they go out as the agency gave them',
        },
        linkDays: {
          env: 'LIENTHONG_FILES_LINK_DAYS',
          type: 'integer',
          minimum: 1,
          maximum: 3650,
          default: 180,
          description: 'for how many days such a link can be opened',
        },
      },
    },
    attachments: {
      type: 'object',
      additionalProperties: false,
      default: {},
      properties: {
        limitBytes: {
          env: 'LIENTHONG_ATTACHMENT_LIMIT_BYTES',
          type: 'integer',
          minimum: 1048576,
          maximum: 2147483648,
          default: 209715200,
          description:
            'largest attachment that streams, either way, and all papers of one document that arrives, in bytes',
        },
        seconds: {
          env: 'LIENTHONG_ATTACHMENT_SECONDS',
          type: 'integer',
          minimum: 1,
          maximum: 14400,
          default: 1800,
          description: 'how long an attachment may take to arrive, in seconds',
        },
        unusedBytes: {
          env: 'LIENTHONG_ATTACHMENT_UNUSED_BYTES',
          type: 'integer',
          minimum: 1048576,
          maximum: 1099511627776,
          default: 2147483648,
          description: 'attachments of one key that no document carries yet, in bytes together',
        },
        unusedHours: {
          env: 'LIENTHONG_ATTACHMENT_UNUSED_HOURS',
          type: 'integer',
          minimum: 6,
          maximum: 720,
          default: 24,
          description: 'an attachment that no document carries is cleared away after so long',
        },
        keepDays: {
          env: 'LIENTHONG_ATTACHMENT_KEEP_DAYS',
          type: 'integer',
          minimum: 0,
          maximum: 3650,
          default: 30,
          description: 'an attachment that was sent is cleared away so long after its document was delivered',
        },
      },
    },
    adapters: {
      type: 'object',
      default: {},
      additionalProperties: { type: 'object' },
      writeOnly: true,
      description: 'settings of each adapter by its id, as its manifest asks for them',
    },
  },
} as const satisfies JsonSchema
