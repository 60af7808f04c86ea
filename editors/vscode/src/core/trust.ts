// What a workspace that isn't trusted may decide: nothing. The editor keeps its settings from us then;
// what is read here doesn't rely on that.

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
