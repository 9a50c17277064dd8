// SPDX-License-Identifier: MIT
#include "seed.hpp"

#include "activities.hpp"
#include "amounts.hpp"
#include "clients.hpp"
#include "forecasts.hpp"
#include "projects.hpp"
#include "records.hpp"
#include "users.hpp"

namespace timely::sandbox {

namespace {

constexpr int days_back = 90, days_ahead = 6;
constexpr std::int64_t manager_role = 512;

// SplitMix64: the same numbers on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    auto z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::int64_t below(std::int64_t limit) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(limit));
  }
  template <typename T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(below(static_cast<std::int64_t>(items.size())))];
  }

 private:
  std::uint64_t state_;
};

json::Object capacity_of_account() {
  return {{"hours", 160},
          {"minutes", 0},
          {"seconds", decimal(0)},
          {"formatted", "160:00"},
          {"total_hours", decimal(160)},
          {"total_seconds", decimal(576000)},
          {"total_minutes", decimal(9600)}};
}

json::Array features() {
  json::Array list;
  for (const auto* name :
       {"api_access", "teams", "tasks", "planning", "day_locking", "hour_states"})
    list.emplace_back(json::Object{{"name", name}, {"days", -1}});
  return list;
}

void fill_account(Store& store) {
  const json::Object general{
      {"id", store.account_id},
      {"name", "Northwind Studio"},
      {"color", "44505e"},
      {"currency", us_dollar()},
      {"logo", json::Object{{"large_retina", "/assets/account_thumbs/account_large_retina.png"},
                            {"medium_retina", "/assets/account_thumbs/account_medium_retina.png"},
                            {"small_retina", "/assets/account_thumbs/account_small_retina.png"},
                            {"brand_logo", false}}},
      {"from", "Web"},
      {"max_users", 0},
      {"seats", 50},
      {"max_projects", 0},
      {"plan_id", 1833},
      {"plan_name", "Premium"},
      {"next_charge", print_day(last_of_month(store.clock.today()) + 3)},
      {"start_of_week", 1},
      {"created_at", store.clock.now() - 300 * 86400},
      {"payment_mode", "web"},
      {"paid", true},
      {"company_size", "10-49"},
      {"plan_code", "premium"},
      {"plan_custom", false},
      {"appstore_transaction_id", nullptr},
      {"owner_id", store.current_user_id},
      {"weekly_user_capacity", decimal(40)},
      {"default_work_days", "MON,TUE,WED,THU,FRI"},
      {"default_hour_rate", decimal(0)},
      {"support_email", "support@timelyapp.com"},
      {"estimated_company_size", nullptr},
      {"industry", nullptr},
      {"memory_retention_days", 0},
      {"tic_force_enable", false}};
  const json::Object numbers{{"num_users", 0},
                             {"num_projects", 0},
                             {"active_projects_count", 0},
                             {"total_projects_count", 0},
                             {"capacity", capacity_of_account()},
                             {"status", "active"},
                             {"beta", false},
                             {"azure_ad_enabled", true},
                             {"expired", false},
                             {"trial", false},
                             {"days_to_end_trial", 0},
                             {"features", features()}};
  store.account = general;
  for (const auto& member : numbers) store.account.append(member.name, member.value);
}

json::Object scope(const char* name, const char* shown, const char* about, bool otherwise) {
  return {{"name", name},
          {"display_name", shown},
          {"description", about},
          {"default", otherwise},
          {"options", json::Array{true, false}}};
}

void fill_roles(Store& store) {
  struct Role {
    const char *name, *shown, *about;
    bool invite;
  };
  static constexpr Role roles[] = {
      {"admin", "Administrator", "Can see and change everything in the account.", true},
      {"employee", "Employee", "Can log their own hours.", true},
      {"manager", "Manager", "Can see, log and edit hours for anyone on the same project as them.",
       true},
      {"team_lead", "Team lead", "Can see and edit the hours of their team.", false}};
  for (const auto& role : roles)
    store.roles.add(
        {{"id", store.roles.next_id()},
         {"name", role.name},
         {"display_name", role.shown},
         {"description", role.about},
         {"scopes", json::Array{scope("hide_hourly_rate", "Hide billable rate",
                                      "Hide hourly rates for this user", false),
                                scope("hide_internal_hourly_rate", "Hide cost rate",
                                      "Hide internal hourly rates for this user", true)}},
         {"default", std::string_view(role.name) == "manager"},
         {"allowed_to_invite", role.invite}});
}

void fill_users(Store& store) {
  static constexpr std::pair<const char*, const char*> people[] = {
      {"Ada Berg", "ada@northwind.example"},    {"Bo Lind", "bo@northwind.example"},
      {"Cleo Marsh", "cleo@northwind.example"}, {"Dag Holm", "dag@northwind.example"},
      {"Edda Fjeld", "edda@northwind.example"}, {"Finn Aas", "finn@northwind.example"},
      {"Gro Vik", "gro@northwind.example"}};
  std::int64_t number = 0;
  for (const auto& [name, email] : people) {
    const auto role = number == 0 ? 510 : number % 2 ? 511 : manager_role;
    auto& user = new_user(store, name, email, role);
    user.set("default_hour_rate", decimal(80 + 5 * static_cast<double>(number)));
    user.set("updated_at", store.clock.now() - 86400 * (10 + number));
    user.set("created_at", store.clock.now() - 86400 * (200 + number));
    ++number;
  }
  auto& gone = *store.users.find(store.current_user_id + 6);
  gone.set("deleted", true);
  gone.set("active", false);
}

void fill_clients(Store& store) {
  static constexpr const char* names[] = {
      "Northwind Harbour AS", "Aurora Bakery", "Fjordline Ferries",
      "Polar Optics",         "Sund & Co",     "Old Mill Press"};
  for (const auto* name : names) {
    auto& client = new_client(store, name);
    client.set("updated_at", print_moment(store.clock.now() - 86400 * 20));
  }
  store.clients.find(61204)->set("external_id", "CRM-118");
  store.clients.find(61209)->set("active", false);
}

void fill_labels(Store& store) {
  static constexpr const char* tree[][4] = {{"Engineering", "Backend", "Frontend", "Testing"},
                                            {"Design", "Research", "Sketches", "Visuals"},
                                            {"Office", "Meeting", "Planning", "Travel"}};
  const auto at = print_moment(store.clock.now() - 86400 * 250);
  const auto add = [&](const char* name, std::int64_t sequence, json::Value parent) {
    return integer_in(store.labels.add({{"id", store.labels.next_id()},
                                        {"name", name},
                                        {"sequence", sequence},
                                        {"parent_id", parent},
                                        {"emoji", nullptr},
                                        {"active", true},
                                        {"external_id", nullptr},
                                        {"created_at", at},
                                        {"updated_at", at},
                                        {"children", json::Array{}}}),
                      "id");
  };
  std::int64_t sequence = 0;
  for (const auto& branch : tree) {
    const auto parent = add(branch[0], ++sequence, nullptr);
    for (std::int64_t child = 1; child < 4; ++child) add(branch[child], child, parent);
  }
}

void fill_projects(Store& store) {
  struct Project {
    const char* name;
    std::int64_t client_id;
    double rate;
    const char* rate_type;
    bool active;
  };
  static constexpr Project projects[] = {{"Quay Portal", 61204, 95, "project", true},
                                         {"Crane Telemetry", 61204, 110, "project", true},
                                         {"Web Shop", 61205, 80, "project", true},
                                         {"Booking Engine", 61206, 120, "user", true},
                                         {"Lens Catalogue", 61207, 90, "project", true},
                                         {"Internal Tools", 61208, 0, "non-billable", true},
                                         {"Season Campaign", 61205, 75, "project", false},
                                         {"Board Room", 61208, 150, "project", true}};
  std::int64_t age = 60;
  for (const auto& given : projects) {
    auto& project = new_project(store, given.name, given.client_id);
    project.set("hour_rate", decimal(given.rate));
    project.set("hour_rate_in_cents", decimal(given.rate * 100));
    project.set("rate_type", given.rate_type);
    project.set("billable", given.rate_type != std::string_view("non-billable"));
    project.set("active", given.active);
    project.set("created_at", store.clock.now() - 86400 * 240);
    project.set("updated_at", store.clock.now() - 86400 * age--);
    const bool of_others = given.name == std::string_view("Board Room");
    for (std::int64_t user = of_others ? 1 : 0; user < 6; ++user)
      add_member(store, project, store.current_user_id + user, given.rate);
  }
  auto& portal = *store.projects.find(480210);
  portal.set("budget", 120);
  portal.set("budget_type", "H");
  portal.set("description", "Phase 2 build");
  portal.set("team_ids", json::Array{88});
}

void fill_teams(Store& store) {
  const auto add = [&](const char* name, const char* color, std::vector<std::int64_t> users) {
    const auto id = store.teams.next_id();
    json::Array members;
    for (const auto user : users)
      members.emplace_back(json::Object{{"id", store.next_team_user_id++},
                                        {"user_id", user},
                                        {"team_id", id},
                                        {"lead", members.empty()},
                                        {"hide_hours", false}});
    store.teams.add({{"id", id},
                     {"name", name},
                     {"color", color},
                     {"emoji", "https://emoji.memorycdn.com/tw64/1f6a2.png"},
                     {"external_id", nullptr},
                     {"project_ids", json::Array{}},
                     {"user_ids", json::Array{}},
                     {"users", std::move(members)}});
  };
  add("Harbour crew", "67a3bc", {7312, 7313, 7314});
  add("Night shift", "9575cd", {7315, 7316});
}

void fill_states(Store& store) {
  struct State {
    const char *name, *color;
    bool billed, locked, built_in;
  };
  static constexpr State states[] = {{"Billed", "4caf50", true, false, true},
                                     {"Billed and Locked", "388e3c", true, true, true},
                                     {"Invoiced", "1976d2", true, true, true},
                                     {"Locked", "607d8b", false, true, true},
                                     {"Review Required", "ff5722", false, false, false}};
  const auto at = store.clock.now() - 86400 * 100;
  for (const auto& state : states)
    store.states.add({{"id", store.states.next_id()},
                      {"name", state.name},
                      {"icon", nullptr},
                      {"color", state.color},
                      {"billed", state.billed},
                      {"locked", state.locked},
                      {"system_managed", state.built_in},
                      {"custom", !state.built_in},
                      {"deleted", false},
                      {"updated_at", at},
                      {"created_at", at},
                      {"permissions", json::Array{}}});
  store.state_permissions.add({{"id", store.state_permissions.next_id()},
                               {"role_id", manager_role},
                               {"state_id", 35},
                               {"team_lead", false},
                               {"project_lead", false},
                               {"operation", "manage"},
                               {"updated_at", at},
                               {"created_at", at}});
}

void fill_others(Store& store, Dice& dice) {
  const auto today = store.clock.today();
  for (std::int64_t i = 0; i < 12; ++i) {
    const auto from = today - 14 + static_cast<Day>(3 * i);
    new_forecast(store, {.title = "Milestone " + std::to_string(i + 1),
                         .from = from,
                         .to = from + 4,
                         .project_id = 480210 + dice.below(6),
                         .user_id = 7312 + dice.below(6),
                         .estimated_minutes = 60 * (1 + dice.below(12))});
  }
  const auto locked_at = store.clock.now() - 86400 * 60;
  store.day_properties.add({{"id", store.day_properties.next_id()},
                            {"user_id", 7317},
                            {"account_id", store.account_id},
                            {"date", print_day(today - 120)},
                            {"locked", true},
                            {"updated_at", locked_at},
                            {"created_at", locked_at}});
  for (const auto& [id, project] : store.projects)
    add_activity(store, "added", "Project", nested_project(store, id));
}

const std::vector<std::string>& notes() {
  static const std::vector<std::string> list{"Login screen",
                                             "Review of the release",
                                             "Call with the client",
                                             "Data import",
                                             "Sketches",
                                             "Fix of the night batch",
                                             "Planning",
                                             "Write-up, part 2",
                                             "Mätning av ljus",
                                             "",
                                             "Tests for the parser",
                                             "\"Quick\" question"};
  return list;
}

void fill_events(Store& store, Dice& dice, std::int64_t count) {
  const auto now = store.clock.now();
  const auto today = store.clock.today();
  for (std::int64_t i = 0; i < count; ++i) {
    Event event;
    event.id = store.events.next_id();
    event.user_id = store.current_user_id + dice.below(6);
    event.project_id = 480210 + dice.below(6);
    event.day = today - days_back + static_cast<Day>(dice.below(days_back + days_ahead + 1));
    if (i % 16 == 0) event.day = today;
    event.duration = 900 * (1 + dice.below(24));
    event.note = dice.pick(notes());
    const auto* project = store.projects.find(event.project_id);
    event.hour_rate = number_in(*project, "hour_rate");
    event.billable = flag_in(*project, "billable");
    event.creator_id = event.updater_id = event.user_id;
    event.created_at = now - (count - i) * 60;
    event.updated_at = event.created_at + dice.below(50);
    if (dice.below(3) > 0) event.label_ids = {3301 + dice.below(3) + 4 * dice.below(3)};
    if (dice.below(4) == 0) event.external_id = "seed-" + std::to_string(i);
    if (event.day < today - 60 && dice.below(3) == 0) {
      event.billed = event.locked = true;
      event.billed_at = event.updated_at;
    }
    store.events.put(std::move(event));
  }
}

} // namespace

SeededDays fill(Store& store, const Seed& seed) {
  Dice dice(seed.number);
  fill_account(store);
  fill_roles(store);
  fill_users(store);
  fill_clients(store);
  fill_labels(store);
  fill_projects(store);
  fill_teams(store);
  fill_states(store);
  fill_others(store, dice);
  fill_events(store, dice, seed.events);
  const auto today = store.clock.today();
  return {today - days_back, today + days_ahead};
}

} // namespace timely::sandbox
