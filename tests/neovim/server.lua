-- What a user does with the server in Neovim 0.7, set up as docs/editors/neovim.md says: sees what is
-- wrong, asks what a name is, renames, formats, completes.

local PATIENCE = 60 * 1000

-- What is said of modes would stand among what this prints.
vim.o.showmode = false
vim.opt.shortmess:append('c')

local function fail(why)
  io.stderr:write(why .. '\n')
  vim.cmd('cquit 1')
end

local function expect(what, found, expected)
  if found ~= expected then
    fail(string.format('%s: expected %s, found %s', what, vim.inspect(expected), vim.inspect(found)))
  end
end

local function wait_until(what, is_so)
  if not vim.wait(PATIENCE, is_so, 20) then fail('waited in vain: ' .. what) end
end

local function lines() return vim.api.nvim_buf_get_lines(0, 0, -1, false) end

local function contains(text) return table.concat(lines(), '\n'):find(text, 1, true) ~= nil end

-- Puts the cursor on `text`, in the first line that has it.
local function go_to(text)
  for number, line in ipairs(lines()) do
    local from = line:find(text, 1, true)
    if from then return vim.api.nvim_win_set_cursor(0, { number, from - 1 }) end
  end
  fail('the file has no `' .. text .. '`')
end

-- The text of a window that lies over others, if there is one.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
    end
  end
end

wait_until('the server starts', function() return #vim.lsp.buf_get_clients(0) == 1 end)

-- Problems come and go with the text.
local function problems() return #vim.diagnostic.get(0) end
local function replace(from, to)
  local text = table.concat(lines(), '\n'):gsub(vim.pesc(from), to, 1)
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(text, '\n'))
end
replace('MOST = 10', 'MOST = "ten"')
wait_until('a wrong type is a problem', function() return problems() == 1 end)
expect('code of the problem', vim.diagnostic.get(0)[1].code, 'E0301')
replace('MOST = "ten"', 'MOST = 10')
wait_until('the problem goes', function() return problems() == 0 end)

go_to('web_search')
vim.lsp.buf.hover()
wait_until('what the operation is', function()
  local told = floating()
  return told and told:find('call desearch.web_search', 1, true) and told:find('Price:', 1, true)
end)

go_to('kept = ')
vim.lsp.buf.rename('chosen')
wait_until('the binding is renamed', function() return contains('let chosen = ') end)
expect('its use is renamed', contains('chosen.map('), true)

vim.lsp.buf.formatting_sync(nil, PATIENCE)
expect('blanks are put right', contains('{ query: topic, start: 0 }'), true)

-- Completion is typed, as a user does: keys are taken once this script has ended.
local function keys(text)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(text, true, false, true), 'n', false)
end

local function in_time(what, is_so, go_on)
  local tries = 0
  vim.fn.timer_start(20, function(timer)
    tries = tries + 1
    if is_so() then
      vim.fn.timer_stop(timer)
      go_on()
    elseif tries * 20 > PATIENCE then
      fail('waited in vain: ' .. what)
    end
  end, { ['repeat'] = -1 })
end

go_to('web_search')
keys('cwweb<C-x><C-o>')
in_time('operations are offered', function() return vim.fn.pumvisible() == 1 end, function()
  local offered = vim.fn.complete_info({ 'items' }).items
  expect('what begins so is offered', #offered > 0, true)
  for _, item in ipairs(offered) do expect(item.word, item.word:find('^web') ~= nil, true) end
  keys('<C-y><Esc>')
  in_time('the operation is written', function() return vim.fn.mode() == 'n' end, function()
    expect('the operation', contains('call desearch.web_search {'), true)
    vim.cmd('qall!')
  end)
end)
