import type { SettingDraft } from './draft.ts'

/** What every platform needs to be told. */
export const commonSettings: Readonly<Record<string, SettingDraft>> = {
  baseUrl: {
    schema: {
      type: 'string',
      pattern: '^https?://[^\\s]+$',
      title: 'Địa chỉ của nền tảng / address of the platform',
    },
    required: true,
    example: 'https://nen-tang.h99.example',
  },
}

/** A text that only the operator knows and nobody may read back. */
export function secretSetting(title: string): SettingDraft {
  return {
    schema: { type: 'string', minLength: 1, writeOnly: true, title },
    required: true,
    example: 'bi-mat-thu-nghiem',
  }
}

export function textSetting(title: string, example: string): SettingDraft {
  return { schema: { type: 'string', minLength: 1, title }, required: true, example }
}
