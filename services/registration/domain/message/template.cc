#include "services/registration/domain/message/template.h"

#include <algorithm>

namespace nastavnik::message {
namespace {

constexpr Template kTemplates[] = {
    {"account.confirm", "Подтвердите адрес",
     "Код: {{code}}\n\nОн действует {{minutes}} мин. Если вы не регистрировались, ничего делать не "
     "нужно."},
    {"account.security", "Изменения в учётной записи",
     "Изменения в учётной записи: {{what}}, {{time}}.\n\nЕсли это были не вы: {{link}}"},
    {"team.invited", "Приглашение в команду",
     "{{captain}} приглашает вас в заявку «{{title}}». Ответить до {{due}}:\n{{link}}"},
    {"team.consent_missing", "Нужно ваше согласие",
     "Без вашего согласия заявку нельзя подать:\n{{link}}"},
    {"draft.reminder", "Заявка не подана",
     "До окончания приёма {{left}}. Не заполнено: {{missing}}.\n{{link}}"},
    {"stage.extended", "Приём заявок продлён", "Новый срок: {{closes}}."},
    {"application.submitted", "Заявка {{number}} принята",
     "Заявка «{{title}}» получена {{submit_time}}, редакция {{version}}.\nКонтрольная сумма: "
     "{{sha256}}\n\nДо {{closes}} её можно изменить.\n\nКвитанция:\n{{link}}"},
    {"application.returned", "Исправьте заявку {{number}}",
     "Замечания: {{fields}}. Срок: {{fix_due}}. Остальные поля закрыты."},
    {"application.admitted", "Заявка {{number}} допущена",
     "Экспертиза до {{review_closes}}, итоги {{publish}}."},
    {"application.not_admitted", "Решение по заявке {{number}}",
     "Заявка не допущена: {{reasons}}. Апелляция до {{appeal_due}}:\n{{link}}"},
    {"application.recalled", "Заявка {{number}}: изменение статуса",
     "Отозвана на доработку и не считается поданной, подайте снова до {{closes}}."},
    {"application.withdrawn", "Заявка {{number}}: изменение статуса", "{{status}}: {{reason}}."},
    {"application.disqualified", "Заявка {{number}}: изменение статуса", "{{status}}: {{reason}}."},
    {"expert.invited", "Приглашение в эксперты",
     "Приглашаем вас в эксперты конкурса «{{contest}}».\nНоминация: {{nomination}}. Экспертиза: "
     "{{period}}, до {{load}} заявок.\n\nОтветить:\n{{link}}"},
    {"expert.accepted", "Подготовка эксперта", "Пройдите обучение и тест до {{due}}."},
    {"expert.activated", "Подготовка эксперта", "Вы включены в состав экспертов."},
    {"assignments.offered", "Новые заявки на экспертизу: {{count}}",
     "Подтвердите до {{response_due}}, оцените до {{due}}. О конфликте интересов сообщите до "
     "начала.\n\n{{link}}"},
    {"assignments.response_due", "Подтвердите назначения",
     "Без ответа до {{response_due}} заявки ({{count}}) перейдут другому эксперту.\n{{link}}"},
    {"review.reminder", "Осталось оценить: {{count}}", "Срок {{due}}.\n{{link}}"},
    {"review.overdue", "Срок экспертизы истёк",
     "Осталось оценить: {{count}}. Подписать можно до {{late_until}}.\n{{link}}"},
    {"assignment.closed", "Назначение {{assignment}}",
     "Больше не требует вашей оценки: {{reason}}."},
    {"review.reopened", "Назначение {{assignment}}",
     "Уточните заключение: {{remark}}. Срок {{due}}."},
    {"chair.digest", "Ход экспертизы", "{{table}}"},
    {"coordinator.digest", "Ход приёма заявок", "{{table}}"},
    {"results.published", "Итоги конкурса",
     "Подведены итоги конкурса «{{contest}}». Ваш результат и отзывы:\n{{link}}"},
    {"award.confirm", "Данные для документа", "Проверьте имя и организацию до {{due}}:\n{{link}}"},
    {"certificate.issued", "Документ № {{certificate}} готов",
     "Документ № {{certificate}} готов, проверка:\n{{verify_link}}"},
    {"practice.created", "Практика в каталоге",
     "Проверьте карточку и подтвердите публикацию до {{due}}:\n{{link}}"},
    {"practice.changed", "Практика в каталоге", "Текст изменён, подтвердите снова:\n{{link}}"},
    {"practice.published", "Практика в каталоге", "Опубликована:\n{{link}}"},
    {"appeal.admitted", "Апелляция {{appeal}}", "Принята, ответ до {{due}}."},
    {"appeal.refused", "Апелляция {{appeal}}", "Не принята: {{reasons}}."},
    {"appeal.resolved", "Апелляция {{appeal}}", "Решение: {{outcome}}. {{reasons}}"},
    {"consent.withdrawn", "Ваши данные", "Согласие «{{consent}}» отозвано, обработка прекращена."},
    {"data.ready", "Ваши данные", "Выгрузка готова, 48 ч:\n{{link}}"},
    {"data.erased", "Ваши данные", "Данные уничтожены, акт {{act}}."},
    {"partner.key_expiring", "Срок ключа", "Ключ {{prefix}} действует до {{expire}}."},
};

constexpr absl::string_view kCommon[] = {"name", "contest", "number", "title", "link"};

// Calls `text(plain)` and `name(placeholder)` over the parts of `source` in order.
template <typename OnText, typename OnName>
void Walk(absl::string_view source, OnText on_text, OnName on_name) {
  while (!source.empty()) {
    const size_t open = source.find("{{");
    const size_t close = open == absl::string_view::npos ? open : source.find("}}", open);
    if (close == absl::string_view::npos) return on_text(source);
    on_text(source.substr(0, open));
    on_name(source.substr(open + 2, close - open - 2));
    source.remove_prefix(close + 2);
  }
}

}  // namespace

const Template* Find(absl::string_view id) {
  for (const Template& known : kTemplates) {
    if (known.id == id) return &known;
  }
  return nullptr;
}

std::vector<std::string> Ids() {
  std::vector<std::string> ids;
  for (const Template& known : kTemplates) ids.emplace_back(known.id);
  return ids;
}

std::vector<std::string> Placeholders(absl::string_view text) {
  std::vector<std::string> names;
  Walk(
      text, [](absl::string_view) {}, [&](absl::string_view name) { names.emplace_back(name); });
  return names;
}

std::vector<std::string> UnknownPlaceholders(const Template* base, absl::string_view text) {
  if (base == nullptr) return {};
  std::vector<std::string> offered = Placeholders(base->subject);
  for (std::string& name : Placeholders(base->body)) offered.push_back(std::move(name));
  for (const absl::string_view name : kCommon) offered.emplace_back(name);
  std::vector<std::string> unknown;
  for (std::string& name : Placeholders(text)) {
    if (std::find(offered.begin(), offered.end(), name) == offered.end())
      unknown.push_back(std::move(name));
  }
  return unknown;
}

std::string Render(absl::string_view text, const std::map<std::string, std::string>& values) {
  std::string rendered;
  const auto on_text = [&](absl::string_view plain) {
    rendered.append(plain.data(), plain.size());
  };
  Walk(text, on_text, [&](absl::string_view name) {
    const auto value = values.find(std::string(name));
    if (value == values.end()) return;
    for (const char c : value->second) rendered.push_back(c == '\n' || c == '\r' ? ' ' : c);
  });
  return rendered;
}

}  // namespace nastavnik::message
