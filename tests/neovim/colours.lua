-- What Neovim makes of a file, set up as docs/editors/neovim.md says: its type, its tree, its colours.

local failed = {}
local function expect(what, found, expected)
  if found ~= expected then
    table.insert(failed, string.format('%s: expected %s, found %s', what, expected, found))
  end
end

local buffer = vim.api.nvim_get_current_buf()
expect('type of the file', vim.bo.filetype, 'orch')
expect('width of an indentation', vim.bo.shiftwidth, 2)
expect('highlighter', vim.treesitter.highlighter.active[buffer] ~= nil, true)

local root = vim.treesitter.get_parser(buffer, 'orch'):parse()[1]:root()
expect('errors in the tree', root:has_error(), false)

-- The last capture of a node counts.
local query = vim.treesitter.get_query('orch', 'highlights')
local colours = {}
for id, node in query:iter_captures(root, buffer, 0, -1) do
  local line, column = node:range()
  local name = query.captures[id]
  if name:sub(1, 1) ~= '_' then colours[line .. ':' .. column] = name end
end

local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
local function colour(text, within, expected)
  for number, line in ipairs(lines) do
    local from = line:find(within, 1, true)
    if from then
      local at = from - 1 + within:find(text, 1, true) - 1
      expect(text .. ' in `' .. within .. '`', colours[(number - 1) .. ':' .. at], expected)
      return
    end
  end
  table.insert(failed, 'the file has no `' .. within .. '`')
end

colour('///', '/// How deep to look.', 'comment.documentation')
colour('template', 'template competitive_analysis', 'keyword')
colour('competitive_analysis', 'template competitive_analysis', 'function')
colour('rivals', 'rivals: string', 'variable.parameter')
colour('string', 'rivals: string', 'type.builtin')
colour('search', 'call search.web', 'module')
colour('web', 'call search.web', 'function.call')
colour('${', '"${product} versus', 'punctuation.special')
colour('for', 'for rival in', 'keyword.repeat')

if #failed > 0 then
  io.stderr:write(table.concat(failed, '\n') .. '\n')
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
