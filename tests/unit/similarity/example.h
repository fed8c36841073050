#pragma once

#include <string>

#include "absl/strings/string_view.h"

#include "services/submission/domain/similarity/normal_text.h"

namespace nastavnik::submission {

// About 480 characters of an application.
inline constexpr absl::string_view kPractice =
    "Наставник закрепляется за молодым специалистом на первые шесть месяцев работы. Вместе они "
    "составляют план освоения участка, каждую неделю разбирают ошибки и успехи, а в конце месяца "
    "встречаются с начальником цеха. Ещё двое опытных рабочих помогают освоить станки с числовым "
    "программным управлением. За три года текучесть среди новичков снизилась вдвое, а срок выхода "
    "на норму выработки сократился с девяти до четырёх месяцев. Практику переняли соседние цеха и "
    "два завода холдинга.";

// Another one, without a common phrase.
inline constexpr absl::string_view kOtherPractice =
    "Школа юных исследователей объединяет педагогов, студентов университета и семиклассников из "
    "сельских школ. Студенты старших курсов ведут кружки по биологии и химии, помогают ребятам "
    "готовить проекты к областной конференции. Летом проходит экспедиция на озеро, где участники "
    "берут пробы воды и учатся описывать растения. Родители отмечают, что дети стали увереннее "
    "выступать перед публикой и больше читать.";

inline NormalText Normal(absl::string_view text) { return NormalizeFields({text}); }

// What the text becomes, as UTF-8.
inline std::string NormalForm(absl::string_view text) { return Normal(text).ToUtf8(); }

// Code points `begin` .. `end` - 1 of UTF-8.
inline std::string CutCodePoints(absl::string_view text, size_t begin, size_t end) {
  std::string out;
  size_t point = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && (text[i] & 0xC0) != 0x80) ++point;
    if (point >= begin && point < end) out.push_back(text[i]);
  }
  return out;
}

}  // namespace nastavnik::submission
