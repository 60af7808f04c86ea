// What a workspace that isn't trusted may decide: nothing. The editor keeps its settings from us then;
// what is read here doesn't rely on that.
import type { Commands } from "./protocol";

/** What the setting `orchestra.path` says, place by place. */
export interface PathSetting {
  readonly globalValue?: string | undefined;
  readonly workspaceValue?: string | undefined;
  readonly workspaceFolderValue?: string | undefined;
}

/** The program that is configured; a workspace's own choice counts only once it is trusted. */
export function configuredProgram(setting: PathSetting | undefined, isTrusted: boolean): string | undefined {
  const ofWorkspace = setting?.workspaceFolderValue ?? setting?.workspaceValue;
  return (isTrusted ? ofWorkspace : undefined) ?? setting?.globalValue;
}

/** The commands that lenses above templates and tests may name; without trust, none that starts something. */
export function lensCommands(isTrusted: boolean): (keyof Commands)[] {
  return isTrusted
    ? ["orchestra.run", "orchestra.plan", "orchestra.lastJob", "orchestra.runTest"]
    : ["orchestra.plan", "orchestra.lastJob"];
}
