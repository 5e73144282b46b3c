import type { Command } from '../command.ts'
import { folderCommands } from './folder.ts'
import { grantCommands } from './grant.ts'
import { lookCommands } from './look.ts'
import { newCommand } from './new.ts'
import { settingsCommand } from './settings.ts'
import { steerCommands } from './steer.ts'
import { tryCommand } from './try.ts'

/** Everything about adapters: first what needs no gateway, then what looks, then what changes something. */
export const adapterCommands: readonly Command[] = [
  newCommand,
  ...folderCommands,
  ...lookCommands,
  ...steerCommands,
  settingsCommand,
  ...grantCommands,
  tryCommand,
]
