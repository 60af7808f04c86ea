// The Ledger view: what can be asked, by capability and by subnet. A click opens the entry's page,
// "Insert Call" writes a call at the cursor.
import * as vscode from "vscode";

import type { LanguageServer } from "../../core/languageServer";
import { showEntry } from "../../core/serverDocuments";
import type { Workspace } from "../../core/workspace";
import { byCapability, bySubnet, filtered, type Row } from "./entries";

const ICONS = { capability: "symbol-interface", subnet: "server", operation: "symbol-method" } as const;

/** Both trees. */
interface Rows {
  readonly capabilities: Row[];
  readonly subnets: Row[];
}

/** Registers the views and their commands. */
export function ledger(context: vscode.ExtensionContext, workspace: Workspace, server: LanguageServer): void {
  const ledgerRows = new LedgerRows(workspace, server);
  const trees = (["capabilities", "subnets"] as const).map((list) => {
    const tree = new Tree(ledgerRows, list);
    return vscode.window.createTreeView(`orchestra.ledger.${list}`, { treeDataProvider: tree, showCollapseAll: true });
  });
  const narrow = async (): Promise<void> => {
    const filter = await vscode.window.showInputBox({
      title: "Filter the Ledger",
      prompt: "Words of a name or description; nothing shows all",
      placeHolder: "web search",
      value: ledgerRows.filter,
    });
    if (filter !== undefined) {
      ledgerRows.narrow(filter);
      for (const tree of trees) {
        tree.description = filter === "" ? "" : `“${filter}”`;
        tree.message = filter === "" ? "" : `Only what holds “${filter}”.`;
      }
    }
  };
  context.subscriptions.push(
    ...trees,
    vscode.commands.registerCommand("orchestra.ledger.filter", narrow),
    vscode.commands.registerCommand("orchestra.ledger.refresh", () => {
      ledgerRows.forget();
    }),
    vscode.commands.registerCommand("orchestra.ledger.open", (entry: string | Row) =>
      showEntry(typeof entry === "string" ? entry : entry.entry),
    ),
    vscode.commands.registerCommand("orchestra.ledger.insert", (row: Row) => insert(workspace, server, row.entry)),
  );
}

async function insert(workspace: Workspace, server: LanguageServer, entry: string): Promise<void> {
  const tab = destination();
  if (tab === undefined) {
    await vscode.window.showInformationMessage("Open an .orch file to insert a call into.");
    return;
  }
  try {
    const shown = await vscode.window.showTextDocument(tab.uri, { viewColumn: tab.column });
    const { version } = shown.document;
    const call = await server.request("orchestra/callSnippet", { textDocument: { uri: tab.uri.toString() }, entry });
    if (call === null) {
      throw new Error(`The Ledger doesn't list ${entry}, the file means something else by it, or is gone.`);
    }
    if (shown.document.version !== version) {
      throw new Error("The file has changed meanwhile. Insert it again.");
    }
    if (call.edits.length > 0) {
      const isDone = await shown.edit(
        (builder) => {
          for (const { range, newText } of call.edits) {
            const { start, end } = range;
            builder.replace(new vscode.Range(start.line, start.character, end.line, end.character), newText);
          }
        },
        { undoStopBefore: true, undoStopAfter: false },
      );
      if (!isDone) {
        throw new Error("The editor took no edit of it.");
      }
    }
    await shown.insertSnippet(new vscode.SnippetString(call.snippet));
  } catch (problem) {
    await workspace.failed(`No call of ${entry} was inserted`, problem);
  }
}

/** The file that a call goes into: one that is seen, else one whose tab is open behind an entry's page. */
function destination(): { readonly uri: vscode.Uri; readonly column: vscode.ViewColumn } | undefined {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
    tabs.flatMap(({ input, isActive }) =>
      input instanceof vscode.TabInputText && input.uri.scheme === "file" && input.uri.path.endsWith(".orch")
        ? [{ uri: input.uri, column: viewColumn, isActive }]
        : [],
    ),
  );
  return tabs.find(({ isActive }) => isActive) ?? tabs[0];
}

class LedgerRows {
  private readonly change = new vscode.EventEmitter<undefined>();
  readonly changed = this.change.event;
  private rows: Promise<Rows> | undefined;
  filter = "";

  constructor(
    private readonly workspace: Workspace,
    private readonly server: LanguageServer,
  ) {}

  narrow(filter: string): void {
    this.filter = filter;
    this.change.fire(undefined);
  }

  forget(): void {
    this.rows = undefined;
    this.change.fire(undefined);
  }

  /** Both trees, read once. */
  async read(): Promise<Rows> {
    this.rows ??= this.load();
    return this.rows;
  }

  private async load(): Promise<Rows> {
    try {
      // The overlay of the first folder's project counts.
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri.toString();
      const tree = await this.server.request("orchestra/ledgerTree", folder === undefined ? {} : { folder });
      return { capabilities: byCapability(tree), subnets: bySubnet(tree) };
    } catch (problem) {
      this.rows = undefined;
      await this.workspace.failed("The Ledger can't be shown", problem);
      return { capabilities: [], subnets: [] };
    }
  }
}

class Tree implements vscode.TreeDataProvider<Row> {
  readonly onDidChangeTreeData: vscode.Event<undefined>;

  constructor(
    private readonly rows: LedgerRows,
    private readonly list: keyof Rows,
  ) {
    this.onDidChangeTreeData = rows.changed;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row !== undefined) {
      return [...row.rows];
    }
    const all = await this.rows.read();
    return filtered(all[this.list], this.rows.filter);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const open = this.rows.filter === "" ? Collapsed : Expanded;
    const item = new vscode.TreeItem(row.label, row.rows.length === 0 ? None : open);
    if (row.rows.length > 0) {
      // The editor remembers by id what was closed: with another filter, a row is another.
      item.id = `${this.rows.filter}:${row.entry}`;
    }
    item.description = row.note;
    item.tooltip = row.about;
    // Without it a screen reader would be given the tooltip in place of the name.
    item.accessibilityInformation = { label: `${row.label}, ${row.note}` };
    item.contextValue = row.kind;
    item.iconPath = new vscode.ThemeIcon(ICONS[row.kind]);
    item.command = { command: "orchestra.ledger.open", title: "Open Entry", arguments: [row.entry] };
    return item;
  }
}
